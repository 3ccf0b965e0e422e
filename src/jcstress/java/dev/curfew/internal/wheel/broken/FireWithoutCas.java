package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.broken.Model.Node;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * CancelVersusFire with {@link Flaw#FIRE_WITHOUT_CAS}: it fires a node that was cancelled after the look. r1 = result
 * of {@code cancel()}, r2 = runs.
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "cancelled")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "fired")
@Outcome(expect = FORBIDDEN, desc = "both or neither")
@State
public class FireWithoutCas {

    private final Model wheel = new Model(Flaw.FIRE_WITHOUT_CAS);
    private final Node node = wheel.adopted(1);

    @Actor
    public void cancel(ZI_Result r) {
        r.r1 = node.cancel();
    }

    @Actor
    public void fire() {
        wheel.doWork(1);
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r2 = node.runs.get();
    }
}
