package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.wheel.internal.ManualWheel.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: cancelling against closing the wheel. Guards TimerNode I1: a task is told that the wheel closed exactly if {@code
 * cancel()} was false, and the node lets go of it either way, also when its cancel stack is closed already.
 *
 * <p>r1 = what {@code cancel()} returned, r2 = times told, r3 = what is left.
 *
 * <p>Broken: {@code alternatives.CancelWithoutCas}.
 */
@Outcome(id = "true, 0, clean", expect = ACCEPTABLE, desc = "cancelled")
@Outcome(id = "false, 1, clean", expect = ACCEPTABLE, desc = "closed")
@Outcome(expect = FORBIDDEN, desc = "I1: both or neither, or something is left")
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
            manual.wheel.owner().close();
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = manual.remainsOf(node);
            r.r2 = task.closes();
        }
    }

    /** In the inbox. */
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
            manual.wheel.owner().close();
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = manual.remainsOf(node);
            r.r2 = task.closes();
        }
    }
}
