package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/**
 * Race: the client, which delivers data, against a failure. Guards X6: the subscriber gets one signal at a time, and
 * the failure is the last. Guards X7: no data comes after it.
 *
 * <p>r1 = runs of {@code whenOver}, r2 = what the subscriber has got, and those runs before the last signal.
 *
 * <p>Broken: {@code broken.DeliverAtOnce}.
 */
@Outcome(id = "1, failed 1", expect = ACCEPTABLE, desc = "the failure came first")
@Outcome(id = "1, data failed 1", expect = ACCEPTABLE, desc = "the data came first")
@Outcome(expect = FORBIDDEN, desc = "X6 or X7: two signals at a time, none, or data after the failure")
public final class DataVersusFailure {

    private DataVersusFailure() {}

    /** The client reports the failure. */
    @JCStressTest
    @JCStressMeta(DataVersusFailure.class)
    @State
    public static class Reported {

        private final Signals signals = new Signals();
        private final Body<String> body = signals.subscribed();

        @Actor
        public void deliver() {
            body.onNext(List.of());
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

    /** A cut, whose failure another thread may deliver. */
    @JCStressTest
    @JCStressMeta(DataVersusFailure.class)
    @State
    public static class Cut {

        private final Signals signals = new Signals();
        private final Body<String> body = signals.subscribed();

        @Actor
        public void deliver() {
            body.onNext(List.of());
        }

        @Actor
        public void cut() {
            body.cut(HeldClient.BROKEN);
        }

        @Arbiter
        public void afterwards(IL_Result r) {
            signals.awaitLast();
            r.r1 = signals.over.get();
            r.r2 = signals.toString();
        }
    }
}
