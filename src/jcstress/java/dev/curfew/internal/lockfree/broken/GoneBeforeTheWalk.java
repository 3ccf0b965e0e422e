package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * UnlinkVersusUnlink with {@link Flaw#GONE_BEFORE_THE_WALK}: no walk gets past the dead link. r1 = what the parent
 * reaches, r2, r3 = causes of the live children after its end.
 */
@JCStressTest
@Outcome(id = "2 live, A, A", expect = ACCEPTABLE, desc = "the live ones are linked, the others out")
@Outcome(expect = FORBIDDEN, desc = "a dead link is kept, or a live one lost")
@State
public class GoneBeforeTheWalk {

    private final Model parent = new Model(Flaw.GONE_BEFORE_THE_WALK);
    private final Model oldest = parent.derive();
    private final Model one = parent.derive();
    private final Model other = parent.derive();
    private final Model newest = parent.derive();

    @Actor
    public void unlinkOne() {
        one.cancel("B");
    }

    @Actor
    public void unlinkOther() {
        other.cancel("B");
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
        r.r1 = parent.reached();
        parent.cancel("A");
        r.r2 = oldest.cause();
        r.r3 = newest.cause();
    }
}
