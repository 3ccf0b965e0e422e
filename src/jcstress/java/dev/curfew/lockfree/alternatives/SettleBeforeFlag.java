package dev.curfew.lockfree.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * SecondCancelVersusEnd with {@link Flaw#SETTLE_BEFORE_FLAG}: the second call finds nothing to help with. r1 = the first call
 * won, r2 = all read done after the second.
 */
@JCStressTest
@Outcome(
        id = {"true, true", "false, true"},
        expect = ACCEPTABLE,
        desc = "all below is done")
@Outcome(expect = FORBIDDEN, desc = "live below a context whose cancel() has returned")
@State
public class SettleBeforeFlag {

    private final Model top = new Model(Flaw.SETTLE_BEFORE_FLAG);
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
