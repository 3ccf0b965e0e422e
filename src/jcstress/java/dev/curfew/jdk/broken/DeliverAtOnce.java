package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** DataVersusFailure with {@link Flaw#DELIVER_AT_ONCE}: the failure does not wait for the data. */
@JCStressTest
@Outcome(id = "failed", expect = ACCEPTABLE, desc = "the failure came first")
@Outcome(id = "data failed", expect = ACCEPTABLE, desc = "the data came first")
@Outcome(expect = FORBIDDEN, desc = "X6: two signals at a time, or two failures")
@State
public class DeliverAtOnce {

    private final BodyModel model = new BodyModel(Flaw.DELIVER_AT_ONCE, true);

    @Actor
    public void deliver() {
        model.next();
    }

    @Actor
    public void fail() {
        model.fail();
    }

    @Arbiter
    public void afterwards(L_Result r) {
        r.r1 = model.toString();
    }
}
