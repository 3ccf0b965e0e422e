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
 * NotifyVersusAttach with {@link Flaw#NOTIFY_WHILE_MARKING}: the action runs before the child, which is younger, is
 * marked. r1 = the child as the action saw it.
 */
@JCStressTest
@Outcome(id = "unseen", expect = ACCEPTABLE, desc = "derived later")
@Outcome(id = "done", expect = ACCEPTABLE, desc = "marked, or born ended")
@Outcome(expect = FORBIDDEN, desc = "the action ran before the child was marked")
@State
public class NotifyWhileMarking {

    private final Model parent = new Model(Flaw.NOTIFY_WHILE_MARKING);
    private volatile Model child = parent;
    private String saw = "lost";

    public NotifyWhileMarking() {
        parent.onDone(() -> saw = child == parent ? "unseen" : child.isDone() ? "done" : "live");
    }

    @Actor
    public void derive() {
        child = parent.derive();
    }

    @Actor
    public void end() {
        parent.cancel("A");
    }

    @Arbiter
    public void afterwards(L_Result r) {
        r.r1 = saw;
    }
}
