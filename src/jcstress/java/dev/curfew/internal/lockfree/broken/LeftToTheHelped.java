package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;

/**
 * HelpVersusAttach with {@link Flaw#LEFT_TO_THE_HELPED}: the helper marks the child for a propagation that has walked
 * past the child's slot before. r1 = the child's cause, r2 = whether the child reaches no sibling.
 */
@JCStressTest
@Outcome(id = "A, true", expect = ACCEPTABLE, desc = "ended, and gone")
@Outcome(expect = FORBIDDEN, desc = "the dead child keeps the slots")
@State
public class LeftToTheHelped {

    private final Model parent = new Model(Flaw.LEFT_TO_THE_HELPED);
    private Model child = parent;

    public LeftToTheHelped() {
        parent.inflate();
    }

    @Actor
    public void derive() {
        child = parent.derive();
    }

    @Actor
    public void end() {
        parent.endWithHelp("A");
    }

    @Arbiter
    public void afterwards(LZ_Result r) {
        r.r1 = child.cause();
        r.r2 = child.isGone();
    }
}
