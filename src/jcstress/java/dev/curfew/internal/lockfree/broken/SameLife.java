package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * ScopeEndVersusReuse.LateCause with {@link Flaw#SAME_LIFE}: a late call ends the next scope. r1 = what cancelling the
 * first scope returned, r2 = the next scope.
 */
@JCStressTest
@Outcome(
        id = {"false, live", "true, live"},
        expect = ACCEPTABLE,
        desc = "the next scope is live")
@Outcome(expect = FORBIDDEN, desc = "a late call has ended the next scope")
@State
public class SameLife {

    private final ScopeModel slot = new ScopeModel(Flaw.SAME_LIFE);
    private final long old = slot.open();
    private long next;

    @Actor
    public void end(ZL_Result r) {
        r.r1 = slot.cancel(old, "A");
    }

    @Actor
    public void owner() {
        slot.release(old);
        next = slot.open();
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        r.r2 = slot.cause(next == 0 ? slot.open() : next);
    }
}
