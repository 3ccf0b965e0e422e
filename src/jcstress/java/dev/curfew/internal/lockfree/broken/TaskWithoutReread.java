package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * ScopeTimerVersusReuse.Later with {@link Flaw#TASK_WITHOUT_REREAD}: the owner relies on a timer that the task lets go.
 * r1 = the timer, r2 = the next scope after its deadline.
 */
@JCStressTest
@Outcome(id = "1 at (1|1000), exceeded", expect = ACCEPTABLE, desc = "the next scope has a timer")
@Outcome(expect = FORBIDDEN, desc = "the next scope does not end at its deadline")
@State
public class TaskWithoutReread {

    private final ScopeModel slot = new ScopeModel(Flaw.TASK_WITHOUT_REREAD);
    private final long old = slot.open(1);
    private long next;

    @Actor
    public void wheel() {
        slot.fire(1);
    }

    @Actor
    public void owner() {
        slot.release(old);
        next = slot.open(1_000);
    }

    @Arbiter
    public void afterwards(LL_Result r) {
        next = next == 0 ? slot.open(1_000) : next;
        r.r1 = slot.pending();
        slot.fire(1);
        slot.fire(1_000);
        r.r2 = slot.cause(next);
    }
}
