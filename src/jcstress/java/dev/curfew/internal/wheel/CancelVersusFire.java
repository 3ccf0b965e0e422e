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
 * Race: one thread cancels a node, the wheel thread fires it. Guards T1 ({@link TimerNode}): one CAS decides, so the
 * task runs exactly if {@code cancel()} returned false. Nothing is left of the node in both cases.
 *
 * <p>r1 = result of {@code cancel()}, r2 = how often the task ran, r3 = what is left of the node.
 *
 * <p>Broken: {@code broken.FireWithoutCas}, {@code broken.CancelWithoutCas}.
 */
@Outcome(id = "true, 0, clean", expect = ACCEPTABLE, desc = "cancelled")
@Outcome(id = "false, 1, clean", expect = ACCEPTABLE, desc = "fired")
@Outcome(expect = FORBIDDEN, desc = "T1: both or neither, or something is left")
public final class CancelVersusFire {

    private CancelVersusFire() {}

    /** The node is in its slot. */
    @JCStressTest
    @JCStressMeta(CancelVersusFire.class)
    @State
    public static class InSlot {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private final TimerNode node = manual.inSlot(ManualWheel.NEAR, task);

        @Actor
        public void cancel(ZIL_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void fire() {
            manual.doWorkAt(ManualWheel.NEAR);
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = manual.remainsOf(node);
            r.r2 = task.runs();
        }
    }

    /** The node is in the inbox: it is adopted and fired in one cycle. */
    @JCStressTest
    @JCStressMeta(CancelVersusFire.class)
    @State
    public static class InInbox {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private final TimerNode node = manual.inInbox(ManualWheel.NEAR, task);

        @Actor
        public void cancel(ZIL_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void fire() {
            manual.doWorkAt(ManualWheel.NEAR);
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = manual.remainsOf(node);
            r.r2 = task.runs();
        }
    }

    /** The node comes down a level, and fires in the same cycle. */
    @JCStressTest
    @JCStressMeta(CancelVersusFire.class)
    @State
    public static class Cascading {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();
        private final TimerNode node = manual.inSlot(ManualWheel.FAR, task);

        @Actor
        public void cancel(ZIL_Result r) {
            r.r1 = node.cancel();
        }

        @Actor
        public void fire() {
            manual.doWorkAt(ManualWheel.FAR);
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = manual.remainsOf(node);
            r.r2 = task.runs();
        }
    }
}
