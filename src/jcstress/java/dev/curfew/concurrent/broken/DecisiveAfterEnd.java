package dev.curfew.concurrent.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** FailureVersusEnd with {@link Flaw#END_WITHOUT_CAS}: a join throws what did not end the group. */
@JCStressTest
@Outcome(id = "A by A", expect = ACCEPTABLE, desc = "the failure ended the group")
@Outcome(id = "the end by the parent", expect = ACCEPTABLE, desc = "the task failed after the end")
@Outcome(expect = FORBIDDEN, desc = "both ended the group")
@State
public class DecisiveAfterEnd {

    private final EndModel model = new EndModel(Flaw.END_WITHOUT_CAS);

    @Actor
    public void fail() {
        model.fail("A");
    }

    @Actor
    public void end() {
        model.end("the parent");
    }

    @Arbiter
    public void afterwards(L_Result r) {
        r.r1 = model.toString();
    }
}
