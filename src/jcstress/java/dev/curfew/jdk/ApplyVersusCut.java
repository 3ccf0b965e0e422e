package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import java.net.http.HttpResponse.BodySubscriber;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/**
 * Race: the client, which makes the body, against the end of the context. Guards X5: the cut reaches the body.
 *
 * <p>r1 = cancels of the subscription that the client makes afterwards, r2 = what the subscriber has got then.
 *
 * <p>Broken: {@code broken.BodyBeforeReason}.
 */
@JCStressTest
@Outcome(id = "1, subscribed failed 0", expect = ACCEPTABLE, desc = "cut")
@Outcome(expect = FORBIDDEN, desc = "X5: the body goes on")
@State
public class ApplyVersusCut {

    private final CancelContext context = Context.background().withCancel();
    private final HeldClient client = new HeldClient();
    private final Signals signals = new Signals();
    private final Exchange<String> exchange = Exchange.start(context, client, HeldClient.REQUEST, info -> signals);
    private @Nullable BodySubscriber<String> body;

    @Actor
    public void apply() {
        body = client.subscriber();
    }

    @Actor
    public void end() {
        context.cancel();
    }

    @Arbiter
    public void afterwards(IL_Result r) {
        if (body != null) {
            body.onSubscribe(signals.upstream);
        }
        r.r1 = signals.upstream.cancels.get();
        r.r2 = signals.toString();
    }
}
