package dev.curfew.concurrent.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** FailureVersusFailure with {@link Flaw#END_WITHOUT_CAS}: both decide, and one is lost. */
@JCStressTest
@Outcome(id = "A and B by A", expect = ACCEPTABLE, desc = "the first decides")
@Outcome(id = "B and A by B", expect = ACCEPTABLE, desc = "the second decides")
@Outcome(expect = FORBIDDEN, desc = "a failure is lost, or both decide")
@State
public class TwoDecisiveFailures {

    private final EndModel model = new EndModel(Flaw.END_WITHOUT_CAS);

    @Actor
    public void first() {
        model.fail("A");
    }

    @Actor
    public void second() {
        model.fail("B");
    }

    @Arbiter
    public void afterwards(L_Result r) {
        r.r1 = model.toString();
    }
}
