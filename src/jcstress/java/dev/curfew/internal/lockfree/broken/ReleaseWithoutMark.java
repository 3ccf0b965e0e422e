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
 * ScopeViewVersusEnd.ReleaseVersusCancel with {@link Flaw#RELEASE_WITHOUT_MARK}: the call that has ended the scope
 * finds that the view has ended otherwise. r1 = what cancelling the scope returned, r2 = the view.
 */
@JCStressTest
@Outcome(id = "true, A", expect = ACCEPTABLE, desc = "cancelled, then released")
@Outcome(id = "false, canceled", expect = ACCEPTABLE, desc = "released first")
@Outcome(expect = FORBIDDEN, desc = "the view has not ended as its scope did")
@State
public class ReleaseWithoutMark {

    private final ScopeModel slot = new ScopeModel(Flaw.RELEASE_WITHOUT_MARK);
    private final long scope = slot.open();

    public ReleaseWithoutMark() {
        slot.makeView(scope);
    }

    @Actor
    public void cancel(ZL_Result r) {
        r.r1 = slot.cancel(scope, "A");
    }

    @Actor
    public void release() {
        slot.release(scope);
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        r.r2 = slot.causeOfView();
    }
}
