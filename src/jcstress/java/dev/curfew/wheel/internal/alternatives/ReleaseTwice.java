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
 * CancelVersusCascade with {@link Flaw#RELEASE_TWICE}: it takes out what the cascade has let go of. r1 = nodes taken out that were in no slot.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "released once")
@Outcome(expect = FORBIDDEN, desc = "released twice")
@State
public class ReleaseTwice {

    private final Model wheel = new Model(Flaw.RELEASE_TWICE);
    private final Node node = wheel.adopted(1);

    @Actor
    public void cancel() {
        node.cancel();
    }

    @Actor
    public void cascade() {
        wheel.cascade();
    }

    @Arbiter
    public void afterwards(I_Result r) {
        wheel.release();
        r.r1 = wheel.missing;
    }
}
