package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.broken.Model.Node;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link Flaw#CANCEL_WITHOUT_CAS}: it cancels a node that fired, was cancelled or closed after the look. */
public final class CancelWithoutCas {

    private CancelWithoutCas() {}

    /** CancelVersusFire. r1 = result of {@code cancel()}, r2 = runs. */
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "cancelled")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "fired")
    @Outcome(expect = FORBIDDEN, desc = "both or neither")
    @State
    public static class CancelVersusFire {

        private final Model wheel = new Model(Flaw.CANCEL_WITHOUT_CAS);
        private final Node node = wheel.adopted(1);

        @Actor
        public void cancel(ZI_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void fire() {
            wheel.doWork(1);
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = node.runs.get();
        }
    }

    /** CancelVersusCancel. r1, r2 = results of the two calls. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first thread cancelled it")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second thread cancelled it")
    @Outcome(expect = FORBIDDEN, desc = "both")
    @State
    public static class CancelVersusCancel {

        private final Model wheel = new Model(Flaw.CANCEL_WITHOUT_CAS);
        private final Node node = wheel.adopted(1);

        @Actor
        public void cancel(ZZ_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void cancelToo(ZZ_Result r) {
            r.r2 = node.cancel();
        }
    }

    /** CancelVersusClose. r1 = result of {@code cancel()}, r2 = how often it was notified of the closing. */
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "cancelled")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "closed")
    @Outcome(expect = FORBIDDEN, desc = "both or neither")
    @State
    public static class CancelVersusClose {

        private final Model wheel = new Model(Flaw.CANCEL_WITHOUT_CAS);
        private final Node node = wheel.adopted(1);

        @Actor
        public void cancel(ZI_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void close() {
            wheel.close();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = node.closes.get();
        }
    }
}
