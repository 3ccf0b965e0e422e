package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.ManualWheel.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: a producer schedules, another thread closes the wheel. Guards I2 ({@link StripedStacks}): no node is pushed on
 * a closed stack, so a task is either refused or learns that the wheel closed.
 *
 * <p>r1 = whether the task was scheduled, r2 = calls of {@code onWheelClosed}, r3 = what is left of the node.
 *
 * <p>Broken: {@code broken.CloseWithoutSentinel}.
 */
@JCStressTest
@Outcome(id = "true, 1, clean", expect = ACCEPTABLE, desc = "scheduled first, and notified")
@Outcome(id = "false, 0, refused", expect = ACCEPTABLE, desc = "closed first")
@Outcome(expect = FORBIDDEN, desc = "I2: lost, or notified twice")
@State
public class ScheduleVersusClose {

    private final ManualWheel manual = new ManualWheel();
    private final Task task = new Task();
    private @Nullable TimerNode node;

    @Actor
    public void schedule(ZIL_Result r) {
        node = manual.queue.schedule(ManualWheel.FAR, task);
        r.r1 = node != null;
    }

    @Actor
    public void close() {
        manual.queue.consumer().close();
    }

    @Arbiter
    public void afterwards(ZIL_Result r) {
        r.r3 = node == null ? "refused" : manual.remainsOf(node);
        r.r2 = task.closes();
    }
}
