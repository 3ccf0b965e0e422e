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
import org.openjdk.jcstress.infra.results.ZLI_Result;

/**
 * Race: one thread cancels a node that is in the inbox, the wheel thread adopts it. Guards T1, T3, T4
 * ({@link TimerNode}) and W4 ({@link WheelConsumer}): a node that is cancelled in the inbox is dropped, a node that is
 * cancelled in its slot is reaped, and one of the two CASes fails.
 *
 * <p>r1 = result of {@code cancel()}, r2 = what is left of the node, r3 = how often tasks ran after all deadlines.
 *
 * <p>Broken: {@code broken.AdoptByStore}, {@code broken.PopWithoutCas}.
 */
@Outcome(id = "true, clean, 0", expect = ACCEPTABLE, desc = "cancelled, before or after")
@Outcome(expect = FORBIDDEN, desc = "the cancellation is lost, or the node is kept")
public final class CancelVersusAdopt {

    private CancelVersusAdopt() {}

    /** Into level 0. */
    @JCStressTest
    @JCStressMeta(CancelVersusAdopt.class)
    @State
    public static class Near {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private final TimerNode node = manual.inInbox(ManualWheel.NEAR, task);

        @Actor
        public void cancel(ZLI_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void adopt() {
            manual.queue.consumer().doWork();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = manual.remainsOf(node);
            manual.doWorkAt(ManualWheel.FAR);
            r.r3 = task.runs();
        }
    }

    /** Into level 1. */
    @JCStressTest
    @JCStressMeta(CancelVersusAdopt.class)
    @State
    public static class Far {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private final TimerNode node = manual.inInbox(ManualWheel.FAR, task);

        @Actor
        public void cancel(ZLI_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void adopt() {
            manual.queue.consumer().doWork();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = manual.remainsOf(node);
            manual.doWorkAt(ManualWheel.FAR);
            r.r3 = task.runs();
        }
    }

    /** Its only canceller cancels it, and may pop it. */
    @JCStressTest
    @JCStressMeta(CancelVersusAdopt.class)
    @State
    public static class Alone {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private TimerNode node;

        @Actor
        public void cancel(ZLI_Result r) {
            node = manual.inInbox(ManualWheel.FAR, task); // On the stripe of this thread.
            r.r1 = node.cancelExclusive();
        }

        @Actor
        public void adopt() {
            manual.queue.consumer().doWork();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = manual.remainsOf(node);
            manual.doWorkAt(ManualWheel.FAR);
            r.r3 = task.runs();
        }
    }

    /** The node is between two others, which stay. r3 = how often the others ran. */
    @JCStressTest
    @Outcome(id = "true, clean, 2", expect = ACCEPTABLE, desc = "cancelled, and the others are not")
    @Outcome(expect = FORBIDDEN, desc = "the cancellation is lost, the node is kept, or others are lost with it")
    @State
    public static class Between {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private final TimerNode node;

        public Between() {
            manual.inInbox(ManualWheel.FAR, task);
            node = manual.inInbox(ManualWheel.FAR, () -> {
                throw new AssertionError("cancelled");
            });
            manual.inInbox(ManualWheel.FAR, task);
        }

        @Actor
        public void cancel(ZLI_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void adopt() {
            manual.queue.consumer().doWork();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            manual.drain();
            r.r2 = manual.queue.pending() == 2 ? ManualWheel.remainsOfNode(node) : "pending " + manual.queue.pending();
            manual.doWorkAt(ManualWheel.FAR);
            manual.drain();
            r.r3 = task.runs();
        }
    }
}
