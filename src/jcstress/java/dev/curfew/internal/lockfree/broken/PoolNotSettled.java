package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLL_Result;

/**
 * ScopeEndVersusEnd.ParentVersusCancel with {@link Flaw#POOL_NOT_SETTLED}: a late call changes the cause that another
 * thread has read. r1 = what cancelling the scope for B returned, r2 = the cause after the pool has ended, r3 = the
 * cause at last.
 */
@JCStressTest
@Outcome(id = "true, B, B", expect = ACCEPTABLE, desc = "the scope was cancelled first")
@Outcome(id = "false, A, A", expect = ACCEPTABLE, desc = "the pool ended first")
@Outcome(expect = FORBIDDEN, desc = "the cause has changed")
@State
public class PoolNotSettled {

    private final ScopeModel slot = new ScopeModel(Flaw.POOL_NOT_SETTLED);
    private final long scope = slot.open();

    @Actor
    public void endPool(ZLL_Result r) {
        slot.endPool("A");
        r.r2 = slot.cause(scope);
    }

    @Actor
    public void cancel(ZLL_Result r) {
        r.r1 = slot.cancel(scope, "B");
    }

    @Arbiter
    public void afterwards(ZLL_Result r) {
        r.r3 = slot.cause(scope);
    }
}
