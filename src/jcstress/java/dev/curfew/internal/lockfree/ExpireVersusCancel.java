package dev.curfew.internal.lockfree;

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
 * Race: a poller that sees the deadline pass against a cancellation. Guards L1, C3 and contract 9: one of the two ends
 * the context, err and cause are the winner's, and the timeout is cancelled.
 *
 * <p>Broken: {@code broken.EndWithoutCas}, {@code broken.NoHelp}.
 */
public final class ExpireVersusCancel {

    private ExpireVersusCancel() {}

    private static String show(CancelNode node) {
        String err = node.err() == Context.DEADLINE_EXCEEDED ? "exceeded" : "cancelled";
        return err + " " + Races.causeOf(node);
    }

    /**
     * The poller asks the context itself. r1, r2 = what both calls returned, r3 = err, cause, what the wheel has left.
     */
    @JCStressTest
    @Outcome(id = "true, true, cancelled A idle", expect = ACCEPTABLE, desc = "cancelled")
    @Outcome(id = "false, true, exceeded B idle", expect = ACCEPTABLE, desc = "expired")
    @Outcome(expect = FORBIDDEN, desc = "L1: both won, neither won, the loser's cause, or the timeout is left")
    @State
    public static class Holder {

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

    /**
     * The poller asks a descendant, which inherits the deadline. r1 = cancel won, r2 = what the poll returned, r3 = err
     * and cause.
     */
    @JCStressTest
    @Outcome(id = "false, true, exceeded B", expect = ACCEPTABLE, desc = "expired")
    @Outcome(id = "true, true, cancelled A", expect = ACCEPTABLE, desc = "cancelled")
    @Outcome(id = "true, false, cancelled A", expect = FORBIDDEN, desc = "C3: the poll met the end, and did not help")
    @Outcome(expect = FORBIDDEN, desc = "L1: both won, neither won, or the descendant has another cause")
    @State
    public static class Heir {

        private final DeadlineNode holder = new DeadlineNode(Races.live(), null, 1, Races.B, null);
        private final CancelNode heir = Races.childOf(holder);

        @Actor
        public void cancel(ZZL_Result r) {
            r.r1 = holder.cancel(Races.A);
        }

        @Actor
        public void poll(ZZL_Result r) {
            r.r2 = heir.expireIfDue(2);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = show(holder).equals(show(heir)) ? show(heir) : "differs";
        }
    }
}
