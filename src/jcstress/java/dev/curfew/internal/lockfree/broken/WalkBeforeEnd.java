package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * AttachVersusEnd with {@link Flaw#WALK_BEFORE_END}: the child comes after the walk and before the verdict. r1 = its
 * cause.
 */
@JCStressTest
@Outcome(id = "A", expect = ACCEPTABLE, desc = "ended")
@Outcome(expect = FORBIDDEN, desc = "the child is lost")
@State
public class WalkBeforeEnd {

    private final Model parent = new Model(Flaw.WALK_BEFORE_END);
    private Model child = parent;

    public WalkBeforeEnd() {
        parent.inflate();
    }

    @Actor
    public void end() {
        parent.cancel("A");
    }

    @Actor
    public void attach() {
        child = parent.derive();
    }

    @Arbiter
    public void afterwards(L_Result r) {
        r.r1 = child.cause();
    }
}
