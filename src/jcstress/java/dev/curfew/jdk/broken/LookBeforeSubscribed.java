package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** SubscribeVersusCut with {@link Flaw#LOOK_BEFORE_SUBSCRIBED}: neither side sees the other. */
@JCStressTest
@Outcome(id = "true, failed", expect = ACCEPTABLE, desc = "cut")
@Outcome(expect = FORBIDDEN, desc = "X8: the client goes on")
@State
public class LookBeforeSubscribed {

    private final BodyModel model = new BodyModel(Flaw.LOOK_BEFORE_SUBSCRIBED, false);

    @Actor
    public void subscribe() {
        model.subscribe();
    }

    @Actor
    public void cut() {
        model.fail();
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        r.r1 = model.isCancelled;
        r.r2 = model.toString();
    }
}
