package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** {@link Flaw#END_WITHOUT_CAS}: two calls end one context, and the later cause replaces the earlier one. */
public final class EndWithoutCas {

    private EndWithoutCas() {}

    /** EndVersusEnd. r1, r2 = what cancelling for A and B returned, r3 = the cause and the number of runs. */
    @JCStressTest
    @Outcome(id = "true, false, A 1", expect = ACCEPTABLE, desc = "A won")
    @Outcome(id = "false, true, B 1", expect = ACCEPTABLE, desc = "B won")
    @Outcome(expect = FORBIDDEN, desc = "two winners")
    @State
    public static class EndVersusEnd {

        private final Model node = new Model(Flaw.END_WITHOUT_CAS);
        private final AtomicInteger runs = new AtomicInteger();

        public EndVersusEnd() {
            node.onDone(runs::incrementAndGet);
        }

        @Actor
        public void endForA(ZZL_Result r) {
            r.r1 = node.cancel("A");
        }

        @Actor
        public void endForB(ZZL_Result r) {
            r.r2 = node.cancel("B");
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = node.cause() + " " + runs;
        }
    }

    /**
     * ExpireVersusCancel: one of the two is a poll, which returns true either way. r1, r2 = what both returned, r3 =
     * the cause.
     */
    @JCStressTest
    @Outcome(id = "true, true, A", expect = ACCEPTABLE, desc = "cancelled")
    @Outcome(id = "false, true, B", expect = ACCEPTABLE, desc = "expired")
    @Outcome(expect = FORBIDDEN, desc = "cancelled, and then expired")
    @State
    public static class ExpireVersusCancel {

        private final Model node = new Model(Flaw.END_WITHOUT_CAS);

        @Actor
        public void cancel(ZZL_Result r) {
            r.r1 = node.cancel("A");
        }

        @Actor
        public void poll(ZZL_Result r) {
            node.cancel("B");
            r.r2 = node.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = node.cause();
        }
    }

    /**
     * ExpireVersusFire: both end it for the same reason. r1, r2 = whether the poll and the wheel ended it, r3 = the
     * cause and runs.
     */
    @JCStressTest
    @Outcome(
            id = {"true, false, B 1", "false, true, B 1"},
            expect = ACCEPTABLE,
            desc = "expired once")
    @Outcome(expect = FORBIDDEN, desc = "expired twice")
    @State
    public static class ExpireVersusFire {

        private final Model node = new Model(Flaw.END_WITHOUT_CAS);
        private final AtomicInteger runs = new AtomicInteger();

        public ExpireVersusFire() {
            node.onDone(runs::incrementAndGet);
        }

        @Actor
        public void poll(ZZL_Result r) {
            r.r1 = node.cancel("B");
        }

        @Actor
        public void fire(ZZL_Result r) {
            r.r2 = node.cancel("B");
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = node.cause() + " " + runs;
        }
    }
}
