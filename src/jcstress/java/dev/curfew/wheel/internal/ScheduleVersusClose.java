package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.wheel.internal.ManualWheel.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: scheduling against closing the wheel. Guards StripedStacks I2: no node is pushed behind the mark of a closed stack,
 * so a task is either refused or told.
 *
 * <p>r1 = scheduled, r2 = times told that the wheel closed, r3 = what is left.
 *
 * <p>Broken: {@code alternatives.CloseWithoutSentinel}.
 */
@JCStressTest
@Outcome(id = "true, 1, clean", expect = ACCEPTABLE, desc = "scheduled first, and told")
@Outcome(id = "false, 0, refused", expect = ACCEPTABLE, desc = "closed first")
@Outcome(expect = FORBIDDEN, desc = "I2: lost, or told twice")
@State
public class ScheduleVersusClose {

    private final ManualWheel manual = new ManualWheel();
    private final Task task = new Task();
    private @Nullable TimerNode node;

    @Actor
    public void schedule(ZIL_Result r) {
        node = manual.wheel.schedule(ManualWheel.FAR, task);
        r.r1 = node != null;
    }

    @Actor
    public void close() {
        manual.wheel.owner().close();
    }

    @Arbiter
    public void afterwards(ZIL_Result r) {
        r.r3 = node == null ? "refused" : manual.remainsOf(node);
        r.r2 = task.closes();
    }
}
