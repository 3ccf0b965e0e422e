package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * UnlinkVersusEnd with {@link Flaw#NO_NEW_WALK_AT_GONE}: an ending thread that stands on a link which is gone does not
 * find the older ones. r1, r2 = causes of the live children.
 */
@JCStressTest
@Outcome(id = "A, A", expect = ACCEPTABLE, desc = "both ended")
@Outcome(expect = FORBIDDEN, desc = "a live link is lost")
@State
public class NoNewWalkAtGone {

    private final Model parent = new Model(Flaw.NO_NEW_WALK_AT_GONE);
    private final Model oldest = parent.derive();
    private final Model one = parent.derive();
    private final Model two = parent.derive();
    private final Model three = parent.derive();
    private final Model newest = parent.derive();

    @Actor
    public void unlink() {
        three.cancel("B");
        two.cancel("B");
        one.cancel("B");
    }

    @Actor
    public void end() {
        parent.cancel("A");
    }

    @Arbiter
    public void afterwards(LL_Result r) {
        r.r1 = oldest.cause();
        r.r2 = newest.cause();
    }
}
