package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/**
 * Race: what completes a body, or gives it up, against a failure. Guards X6: the subscriber gets one last signal.
 * Guards X9: {@code whenOver} runs once, and before it.
 *
 * <p>r1 = runs of {@code whenOver}, r2 = what the subscriber has got, and those runs before the last signal.
 */
public final class CompleteVersusFailure {

    private CompleteVersusFailure() {}

    /**
     * The client completes the body.
     *
     * <p>Broken: {@code broken.OverWithoutCas}.
     */
    @JCStressTest
    @Outcome(id = "1, complete 1", expect = ACCEPTABLE, desc = "completed first")
    @Outcome(id = "1, failed 1", expect = ACCEPTABLE, desc = "failed first")
    @Outcome(expect = FORBIDDEN, desc = "X6 or X9: two last signals, or none")
    @State
    public static class Completes {

        private final Signals signals = new Signals();
        private final Body<String> body = signals.subscribed();

        @Actor
        public void complete() {
            body.onComplete();
        }

        @Actor
        public void fail() {
            body.onError(HeldClient.BROKEN);
        }

        @Arbiter
        public void afterwards(IL_Result r) {
            r.r1 = signals.over.get();
            r.r2 = signals.toString();
        }
    }

    /**
     * The subscriber cancels the body.
     *
     * <p>Broken: {@code broken.CancelWithoutCas}.
     */
    @JCStressTest
    @Outcome(id = "1, ", expect = ACCEPTABLE, desc = "cancelled first")
    @Outcome(id = "1, failed 1", expect = ACCEPTABLE, desc = "failed first")
    @Outcome(expect = FORBIDDEN, desc = "X9: over twice, or never")
    @State
    public static class Cancels {

        private final Signals signals = new Signals();
        private final Body<String> body = signals.subscribed();

        @Actor
        public void cancel() {
            signals.cancel();
        }

        @Actor
        public void fail() {
            body.onError(HeldClient.BROKEN);
        }

        @Arbiter
        public void afterwards(IL_Result r) {
            r.r1 = signals.over.get();
            r.r2 = signals.toString();
        }
    }
}
