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
 * NotifyVersusAttach with {@link Flaw#NOTIFY_WHILE_FLAGGING}: the action runs before the child, which is younger, is flagged.
 * r1 = the child as the action saw it.
 */
@JCStressTest
@Outcome(id = "unseen", expect = ACCEPTABLE, desc = "derived later")
@Outcome(id = "done", expect = ACCEPTABLE, desc = "flagged, or born ended")
@Outcome(expect = FORBIDDEN, desc = "the action ran before the child was flagged")
@State
public class NotifyWhileFlagging {

    private final Model parent = new Model(Flaw.NOTIFY_WHILE_FLAGGING);
    private volatile Model child = parent;
    private String saw = "lost";

    public NotifyWhileFlagging() {
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
