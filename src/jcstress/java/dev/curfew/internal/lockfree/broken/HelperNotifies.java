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
 * HelpVersusEnd with {@link Flaw#HELPER_NOTIFIES}: a second call runs an action that the first call has to run. r1 =
 * the first call won, r2 = the call that ran the action.
 */
@JCStressTest
@Outcome(id = "true, first", expect = ACCEPTABLE, desc = "by the call that ended the context")
@Outcome(id = "false, second", expect = ACCEPTABLE, desc = "by the call that ended the context")
@Outcome(expect = FORBIDDEN, desc = "by the call that helped")
@State
public class HelperNotifies {

    private final Model context = new Model(Flaw.HELPER_NOTIFIES);
    private volatile @Nullable Thread first;
    private volatile String ran = "neither";

    public HelperNotifies() {
        context.derive().onDone(() -> ran = Thread.currentThread() == first ? "first" : "second");
    }

    @Actor
    public void end(ZL_Result r) {
        first = Thread.currentThread();
        r.r1 = context.cancel("A");
    }

    @Actor
    public void endToo() {
        context.cancel("B");
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        r.r2 = ran;
    }
}
