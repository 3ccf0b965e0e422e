package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import java.net.http.HttpResponse.BodySubscriber;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: the end of the body against the completion of the client's future. Guards X4: the later of the two stops the
 * registration.
 *
 * <p>r1 = the response is complete, r2 = cuts by an end of the context after that.
 *
 * <p>Broken: {@code broken.CountWithoutCas}.
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "complete, and nothing is registered")
@Outcome(expect = FORBIDDEN, desc = "X4: the registration, or the response, is lost")
@State
public class BodyVersusResponse {

    private final CancelContext context = Context.background().withCancel();
    private final HeldClient client = new HeldClient();
    private final Signals signals = new Signals();
    private final Exchange<String> exchange = Exchange.start(context, client, HeldClient.REQUEST, info -> signals);
    private final BodySubscriber<String> body = client.subscriber();

    public BodyVersusResponse() {
        body.onSubscribe(signals.upstream);
    }

    @Actor
    public void respond() {
        client.sent.respond();
    }

    @Actor
    public void complete() {
        body.onComplete();
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r1 = exchange.response().isDone();
        context.cancel();
        r.r2 = client.sent.cancels.get();
    }
}
