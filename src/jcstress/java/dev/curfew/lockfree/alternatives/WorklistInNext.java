package dev.curfew.lockfree.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * InspectVersusClose with {@link Flaw#WORKLIST_IN_NEXT}: a late inspector writes to a link of the worklist, and makes a ring
 * of its older part. r1 = causes of the live children, oldest first.
 */
@JCStressTest
@Outcome(id = "AAAA", expect = ACCEPTABLE, desc = "all live links told")
@Outcome(expect = FORBIDDEN, desc = "live links are lost")
@State
public class WorklistInNext {

    private final Model parent = new Model(Flaw.WORKLIST_IN_NEXT);
    private final Model oldest = parent.derive();
    private final Model dead = deadChild();
    private final Model older = parent.derive();
    private final Model newer = parent.derive();
    private final Model newest = parent.derive();

    private Model deadChild() {
        Model child = parent.derive();
        child.cancel("B");
        return child;
    }

    @Actor
    public void inspect() {
        parent.unlink(dead);
    }

    @Actor
    public void close() {
        parent.cancel("A");
    }

    @Arbiter
    public void afterwards(L_Result r) {
        r.r1 = oldest.cause() + older.cause() + newer.cause() + newest.cause();
    }
}
