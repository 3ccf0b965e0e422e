package dev.curfew.wheel.internal.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.wheel.internal.alternatives.Model.Node;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * CancelVersusAdopt with {@link Flaw#TAKE_BACK_WITHOUT_CAS}: what was pushed behind it is lost, or the owner, who took it
 * meanwhile, puts it in a slot. r1 = nodes in slots.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "the other")
@Outcome(expect = FORBIDDEN, desc = "the other is lost, or the cancelled is kept")
@State
public class TakeBackWithoutCas {

    private final Model wheel = new Model(Flaw.TAKE_BACK_WITHOUT_CAS);
    private final Node node = wheel.schedule(1);

    @Actor
    public void cancel() {
        node.cancelAlone();
    }

    @Actor
    public void scheduleAnother() {
        wheel.schedule(2);
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = wheel.pending();
    }
}
