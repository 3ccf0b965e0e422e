package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * ScopeViewVersusEnd.CancelVersusParentEnd with {@link Flaw#VIEW_BEFORE_SCOPE}: the view has the cause of a call that
 * has not ended the scope. r1 = what cancelling the scope returned, r2 = the scope and the view.
 */
@JCStressTest
@Outcome(id = "true, A A", expect = ACCEPTABLE, desc = "cancelled first")
@Outcome(id = "true, A B", expect = ACCEPTABLE, desc = "the pool ended between the two steps")
@Outcome(id = "false, B B", expect = ACCEPTABLE, desc = "the pool ended first")
@Outcome(expect = FORBIDDEN, desc = "the view has ended before its scope, or a cause has changed")
@State
public class ViewBeforeScope {

    private final ScopeModel slot = new ScopeModel(Flaw.VIEW_BEFORE_SCOPE);
    private final long scope = slot.open();
    private @Nullable String seen;

    public ViewBeforeScope() {
        slot.makeView(scope);
    }

    @Actor
    public void cancel(ZL_Result r) {
        r.r1 = slot.cancel(scope, "A");
    }

    @Actor
    public void end() {
        slot.endPool("B");
        seen = slot.cause(scope);
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        String cause = slot.cause(scope);
        r.r2 = (cause.equals(seen) ? cause : "another") + " " + slot.causeOfView();
    }
}
