package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.ManualWheel.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: one thread cancels a node, another closes the wheel. Guards T1 ({@link TimerNode}): {@code onWheelClosed} is
 * called exactly if {@code cancel()} returned false. The node releases its task either way, also if the cancel stack
 * is closed already.
 *
 * <p>r1 = result of {@code cancel()}, r2 = calls of {@code onWheelClosed}, r3 = what is left of the node.
 *
 * <p>Broken: {@code broken.CancelWithoutCas}.
 */
@Outcome(id = "true, 0, clean", expect = ACCEPTABLE, desc = "cancelled")
@Outcome(id = "false, 1, clean", expect = ACCEPTABLE, desc = "closed")
@Outcome(expect = FORBIDDEN, desc = "T1: both or neither, or something is left")
public final class CancelVersusClose {

    private CancelVersusClose() {}

    /** The node is in its slot. */
    @JCStressTest
    @JCStressMeta(CancelVersusClose.class)
    @State
    public static class InSlot {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private final TimerNode node = manual.inSlot(ManualWheel.FAR, task);

        @Actor
        public void cancel(ZIL_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void close() {
            manual.queue.consumer().close();
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = manual.remainsOf(node);
            r.r2 = task.closes();
        }
    }

    /** The node is in the inbox. */
    @JCStressTest
    @JCStressMeta(CancelVersusClose.class)
    @State
    public static class InInbox {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private final TimerNode node = manual.inInbox(ManualWheel.FAR, task);

        @Actor
        public void cancel(ZIL_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void close() {
            manual.queue.consumer().close();
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = manual.remainsOf(node);
            r.r2 = task.closes();
        }
    }
}
