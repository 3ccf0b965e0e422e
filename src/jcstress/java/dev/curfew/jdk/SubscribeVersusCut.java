package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * Race: the client, which subscribes, against a cut. Guards X8: the subscription is cancelled. Guards X6: the
 * subscriber gets the failure after the subscription.
 *
 * <p>r1 = the subscription was cancelled, r2 = what the subscriber has got.
 *
 * <p>Broken: {@code broken.LookBeforeSubscribed}.
 */
@JCStressTest
@Outcome(id = "true, subscribed failed 1", expect = ACCEPTABLE, desc = "cut")
@Outcome(expect = FORBIDDEN, desc = "X8: the client goes on")
@State
public class SubscribeVersusCut {

    private final Signals signals = new Signals();
    private final Body<String> body = signals.body();

    @Actor
    public void subscribe() {
        body.onSubscribe(signals.upstream);
    }

    @Actor
    public void cut() {
        body.cut(HeldClient.BROKEN);
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        signals.awaitLast();
        r.r1 = signals.upstream.cancels.get() > 0;
        r.r2 = signals.toString();
    }
}
