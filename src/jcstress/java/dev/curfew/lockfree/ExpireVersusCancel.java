package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: expiry seen by a poller against a cancellation, the deadline having passed. Guards L1, C3 and line 9 of the API: one of
 * them ends the context, err and cause are the winner's, and the timeout is cancelled.
 *
 * <p>Broken: {@code alternatives.EndWithoutCas}; and {@code alternatives.NoHelp}.
 */
public final class ExpireVersusCancel {

    private ExpireVersusCancel() {}

    private static String show(CancelNode node) {
        String err = node.err() == Context.DEADLINE_EXCEEDED ? "exceeded" : "canceled";
        return err + " " + Races.causeOf(node);
    }

    /** The poller has the context itself. r1, r2 = what both returned, r3 = err, cause, what the wheel has left. */
    @JCStressTest
    @Outcome(id = "true, true, canceled A idle", expect = ACCEPTABLE, desc = "canceled")
    @Outcome(id = "false, true, exceeded B idle", expect = ACCEPTABLE, desc = "expired")
    @Outcome(expect = FORBIDDEN, desc = "L1: both won, none, the loser's cause, or the timeout is left")
    @State
    public static class Owner {

        private final Driven driven = new Driven();
        private final DeadlineNode node = driven.derive(driven.live(), Driven.FAR);

        @Actor
        public void cancel(ZZL_Result r) {
            r.r1 = node.cancel(Races.A);
        }

        @Actor
        public void poll(ZZL_Result r) {
            r.r2 = node.expireIfDue(Driven.FAR);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = show(node) + " " + driven.wheel();
        }
    }

    /** The poller has a descendant, which inherits the deadline. r1 = cancel won, r2 = what the poll returned, r3 = err, cause. */
    @JCStressTest
    @Outcome(id = "false, true, exceeded B", expect = ACCEPTABLE, desc = "expired")
    @Outcome(id = "true, true, canceled A", expect = ACCEPTABLE, desc = "canceled")
    @Outcome(id = "true, false, canceled A", expect = FORBIDDEN, desc = "C3: the poll met the end, and did not help")
    @Outcome(expect = FORBIDDEN, desc = "L1: both won, none, or the descendant has another cause")
    @State
    public static class Heir {

        private final DeadlineNode owner = new DeadlineNode(Races.live(), 1, Races.B, null);
        private final CancelNode heir = Races.childOf(owner);

        @Actor
        public void cancel(ZZL_Result r) {
            r.r1 = owner.cancel(Races.A);
        }

        @Actor
        public void poll(ZZL_Result r) {
            r.r2 = heir.expireIfDue(2);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = show(owner).equals(show(heir)) ? show(heir) : "differs";
        }
    }
}
