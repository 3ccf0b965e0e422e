package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * MergeVersusEnd.BothEnd with an action in place of a link (M1): a second call that ends the other context returns
 * before the first one has run the action. r1 and r2 = the merged context reads done after each call.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "marked")
@Outcome(expect = FORBIDDEN, desc = "live although an end has returned")
@State
public class MergedByAction {

    private final Model other = new Model(null);
    private final Model merged = new Model(null);

    public MergedByAction() {
        other.onDone(() -> merged.cancel("B"));
    }

    @Actor
    public void endOther(ZZ_Result r) {
        other.cancel("B");
        r.r1 = merged.isDone();
    }

    @Actor
    public void endOtherToo(ZZ_Result r) {
        other.cancel("C");
        r.r2 = merged.isDone();
    }
}
