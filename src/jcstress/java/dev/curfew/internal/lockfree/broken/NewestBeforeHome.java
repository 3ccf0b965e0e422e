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
 * UnlinkVersusEnd.MiddleAndNewest with {@link Flaw#NEWEST_BEFORE_HOME}: an ending thread takes its verdict for a lent one,
 * and does not find the older links. r1 = cause of the live child.
 */
@JCStressTest
@Outcome(id = "A", expect = ACCEPTABLE, desc = "ended")
@Outcome(expect = FORBIDDEN, desc = "a live link is lost")
@State
public class NewestBeforeHome {

    private final Model parent = new Model(Flaw.NEWEST_BEFORE_HOME);
    private final Model oldest = parent.derive();
    private final Model middle = parent.derive();
    private final Model newest = parent.derive();

    @Actor
    public void unlink() {
        middle.cancel("B");
        newest.cancel("B");
    }

    @Actor
    public void end() {
        parent.cancel("A");
    }

    @Arbiter
    public void afterwards(L_Result r) {
        r.r1 = oldest.cause();
    }
}
