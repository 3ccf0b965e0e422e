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
 * ScopeViewVersusEnd.MakeVersusCancel with {@link Flaw#NO_REREAD_AFTER_VIEW}: the view of an ended scope is live. r1 =
 * what cancelling the scope returned, r2 = the view.
 */
@JCStressTest
@Outcome(id = "true, A", expect = ACCEPTABLE, desc = "the view has ended as its scope did")
@Outcome(expect = FORBIDDEN, desc = "the view of an ended scope is live")
@State
public class NoRereadAfterView {

    private final ScopeModel slot = new ScopeModel(Flaw.NO_REREAD_AFTER_VIEW);
    private final long scope = slot.open();

    @Actor
    public void cancel(ZL_Result r) {
        r.r1 = slot.cancel(scope, "A");
    }

    @Actor
    public void make() {
        slot.makeView(scope);
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        r.r2 = slot.causeOfView();
    }
}
