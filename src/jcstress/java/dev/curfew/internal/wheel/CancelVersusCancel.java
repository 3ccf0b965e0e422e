package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: two threads cancel one node. Guards T1, T3 ({@link TimerNode}): one call returns true, and the node goes on the
 * cancel stack once. A second push would link the stack to itself.
 *
 * <p>r1, r2 = results of the two calls, r3 = what is left of the node.
 *
 * <p>Broken: {@code broken.CancelWithoutCas}.
 */
@Outcome(id = "true, false, clean", expect = ACCEPTABLE, desc = "the first thread cancelled it")
@Outcome(id = "false, true, clean", expect = ACCEPTABLE, desc = "the second thread cancelled it")
@Outcome(expect = FORBIDDEN, desc = "T1: both or neither, or something is left")
public final class CancelVersusCancel {

    private CancelVersusCancel() {}

    /** The node is in its slot. */
    @JCStressTest
    @JCStressMeta(CancelVersusCancel.class)
    @State
    public static class InSlot {

        private final ManualWheel manual = new ManualWheel();
        private final TimerNode node = manual.inSlot(ManualWheel.FAR, () -> {});

        @Actor
        public void cancel(ZZL_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void cancelToo(ZZL_Result r) {
            r.r2 = node.cancel();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = manual.remainsOf(node);
        }
    }

    /** The node is in the inbox. */
    @JCStressTest
    @JCStressMeta(CancelVersusCancel.class)
    @State
    public static class InInbox {

        private final ManualWheel manual = new ManualWheel();
        private final TimerNode node = manual.inInbox(ManualWheel.FAR, () -> {});

        @Actor
        public void cancel(ZZL_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void cancelToo(ZZL_Result r) {
            r.r2 = node.cancel();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = manual.remainsOf(node);
        }
    }

    /** The thread that ended the context may pop the node; one that repeats the end cancels it, too. */
    @JCStressTest
    @Outcome(id = "true, false, clean", expect = ACCEPTABLE, desc = "the first thread cancelled it")
    @Outcome(id = "false, true, clean", expect = ACCEPTABLE, desc = "the second thread cancelled it")
    @Outcome(
            id = "true, true, clean",
            expect = ACCEPTABLE,
            desc = "the first thread popped it, and the second cancelled it")
    @Outcome(expect = FORBIDDEN, desc = "neither, or something is left")
    @State
    public static class Repeated {

        private final ManualWheel manual = new ManualWheel();
        private volatile TimerNode node;

        @Actor
        public void cancel(ZZL_Result r) {
            TimerNode made = manual.inInbox(ManualWheel.FAR, () -> {}); // On the stripe of this thread.
            node = made;
            r.r1 = made.cancelExclusive();
        }

        @Actor
        public void cancelToo(ZZL_Result r) {
            TimerNode seen = node;
            r.r2 = seen != null && seen.cancel();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = manual.remainsOf(node);
        }
    }
}
