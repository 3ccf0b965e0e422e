package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: the start of an exchange against the client that completes its future at once. Guards X4: nothing stays
 * registered at the context.
 *
 * <p>r1 = the response is complete, r2 = cuts by an end of the context after that.
 *
 * <p>Broken: {@code broken.ListenBeforeRegistered}.
 */
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "complete, and nothing is registered")
@Outcome(expect = FORBIDDEN, desc = "X4: the registration, or the response, is lost")
public final class StartVersusResponse {

    private StartVersusResponse() {}

    private static Exchange<String> start(Context context, HeldClient client) {
        return Exchange.start(context, client, HeldClient.REQUEST, info -> new Signals());
    }

    private static void look(
            @Nullable Exchange<String> exchange, CancelContext context, HeldClient client, ZI_Result r) {
        r.r1 = exchange != null && exchange.response().isDone();
        context.cancel();
        r.r2 = client.sent.cancels.get();
    }

    /** A response without a body. */
    @JCStressTest
    @JCStressMeta(StartVersusResponse.class)
    @State
    public static class Responds {

        private final CancelContext context = Context.background().withCancel();
        private final HeldClient client = new HeldClient();
        private @Nullable Exchange<String> exchange;

        @Actor
        public void start() {
            exchange = StartVersusResponse.start(context, client);
        }

        @Actor
        public void respond() {
            client.sent.respond();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            look(exchange, context, client, r);
        }
    }

    /** A failure. */
    @JCStressTest
    @JCStressMeta(StartVersusResponse.class)
    @State
    public static class Fails {

        private final CancelContext context = Context.background().withCancel();
        private final HeldClient client = new HeldClient();
        private @Nullable Exchange<String> exchange;

        @Actor
        public void start() {
            exchange = StartVersusResponse.start(context, client);
        }

        @Actor
        public void fail() {
            client.sent.completeExceptionally(HeldClient.BROKEN);
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            look(exchange, context, client, r);
        }
    }
}
