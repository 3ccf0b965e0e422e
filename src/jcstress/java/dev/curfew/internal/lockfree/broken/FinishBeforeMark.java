package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * SecondCancelVersusEnd with {@link Flaw#FINISH_BEFORE_MARK}: the second call finds nothing to help with. r1 = the
 * first call won, r2 = all read done after the second call.
 */
@JCStressTest
@Outcome(
        id = {"true, true", "false, true"},
        expect = ACCEPTABLE,
        desc = "all below is done")
@Outcome(expect = FORBIDDEN, desc = "live below a context whose cancel() has returned")
@State
public class FinishBeforeMark {

    private final Model top = new Model(Flaw.FINISH_BEFORE_MARK);
    private final Model child = top.derive();
    private final Model leaf = child.derive();

    @Actor
    public void end(ZZ_Result r) {
        r.r1 = top.cancel("A");
    }

    @Actor
    public void endToo(ZZ_Result r) {
        top.cancel("B");
        r.r2 = child.isDone() && leaf.isDone();
    }
}
