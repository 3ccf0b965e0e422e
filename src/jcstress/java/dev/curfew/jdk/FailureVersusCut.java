package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: the client, whose future fails, against a cut. Guards X10: the response is complete when the cut has returned.
 *
 * <p>Broken: {@code broken.LeftToTheClient}.
 */
public final class FailureVersusCut {

    private FailureVersusCut() {}

    /** The end of the context cuts. r1 = the response is complete, r2 = cuts. */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "complete")
    @Outcome(
            id = {"true, 0", "false, 0"},
            expect = ACCEPTABLE,
            desc = "the client's thread has stopped the registration")
    @Outcome(expect = FORBIDDEN, desc = "X10: left to the client's thread")
    @State
    public static class Ends {

        private final CancelContext context = Context.background().withCancel();
        private final HeldClient client = new HeldClient();
        private final Exchange<String> exchange =
                Exchange.start(context, client, HeldClient.REQUEST, info -> new Signals());

        @Actor
        public void fail() {
            client.sent.completeExceptionally(HeldClient.BROKEN);
        }

        @Actor
        public void end(ZI_Result r) {
            context.cancel();
            r.r1 = exchange.response().isDone();
            r.r2 = client.sent.cancels.get();
        }
    }

    /**
     * A thread that has waited for the response gives up. Guards X4: nothing is registered then. r1 = the response is
     * complete, r2 = cuts, after an end of the context too.
     */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "complete, and nothing is registered")
    @Outcome(expect = FORBIDDEN, desc = "X10: not complete, or X4: still registered")
    @State
    public static class Abandons {

        private final CancelContext context = Context.background().withCancel();
        private final HeldClient client = new HeldClient();
        private final Exchange<String> exchange =
                Exchange.start(context, client, HeldClient.REQUEST, info -> new Signals());

        @Actor
        public void fail() {
            client.sent.completeExceptionally(HeldClient.BROKEN);
        }

        @Actor
        public void abandon(ZI_Result r) {
            exchange.abandon();
            r.r1 = exchange.response().isDone();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            context.cancel();
            r.r2 = client.sent.cancels.get();
        }
    }
}
