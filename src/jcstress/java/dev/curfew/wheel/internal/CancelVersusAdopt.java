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
import org.openjdk.jcstress.infra.results.ZLI_Result;

/**
 * Race: cancelling a node that is in the inbox against adopting it. Guards TimerNode I1, I3, I4 and WheelOwner I4: cancelled in
 * the inbox it is dropped, cancelled in its slot it is released, and one of the two CASes notices the other.
 *
 * <p>r1 = what {@code cancel()} returned, r2 = what is left, r3 = runs, others' included, after all deadlines.
 *
 * <p>Broken: {@code alternatives.AdoptByStore}, {@code alternatives.TakeBackWithoutCas}.
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
            manual.wheel.owner().doWork();
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
            manual.wheel.owner().doWork();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = manual.remainsOf(node);
            manual.doWorkAt(ManualWheel.FAR);
            r.r3 = task.runs();
        }
    }

    /** By its only canceller, who may pop it instead. */
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
            r.r1 = node.cancelAlone();
        }

        @Actor
        public void adopt() {
            manual.wheel.owner().doWork();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = manual.remainsOf(node);
            manual.doWorkAt(ManualWheel.FAR);
            r.r3 = task.runs();
        }
    }

    /** Between two others, which stay. r3 = their runs. */
    @JCStressTest
    @Outcome(id = "true, clean, 2", expect = ACCEPTABLE, desc = "cancelled, and nobody else")
    @Outcome(expect = FORBIDDEN, desc = "lost, kept, or others lost with it")
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
            manual.wheel.owner().doWork();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            manual.settle();
            r.r2 = manual.wheel.pending() == 2 ? ManualWheel.remainsOfNode(node) : "pending " + manual.wheel.pending();
            manual.doWorkAt(ManualWheel.FAR);
            manual.settle();
            r.r3 = task.runs();
        }
    }
}
