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
 * ScopeActionVersusEnd.TwoEnds with {@link Flaw#NO_LOOK_AT_THE_POOL}: a thread that has ended the scope runs what the
 * walk is running. r1 = what {@code cancel} of the scope returned, r2 = the beginnings and ends of the actions.
 */
@JCStressTest
@Outcome(id = "(true|false), aabb", expect = ACCEPTABLE, desc = "one after the other")
@Outcome(expect = FORBIDDEN, desc = "lost, run twice, in another order, or two at once")
@State
public class NoLookAtThePool {

    private final ScopeModel slot = new ScopeModel(Flaw.NO_LOOK_AT_THE_POOL);
    private final long scope = slot.open();
    private final StringBuffer ran = new StringBuffer();

    public NoLookAtThePool() {
        slot.onDone(scope, 0, () -> ran.append('a').append('a'));
        slot.onDone(scope, 1, () -> ran.append('b').append('b'));
    }

    @Actor
    public void cancel(ZL_Result r) {
        r.r1 = slot.cancel(scope, "A");
    }

    @Actor
    public void end() {
        slot.endPool("B");
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        r.r2 = ran.toString();
    }
}
