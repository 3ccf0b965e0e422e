package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Race: a waiter that leaves, by time or by interrupt, against the end. Guards L1, E3 for waiters and lines 3 and 16 of the
 * API: it leaves or is told, not both; told, it finds every descendant flagged; no interrupt is swallowed.
 *
 * <p>Broken: {@code alternatives.TakeWithoutCas}; told too early: {@code alternatives.NotifyWhileFlagging}.
 */
@Outcome(id = "left", expect = ACCEPTABLE, desc = "left before the ender came to it")
@Outcome(id = "told", expect = ACCEPTABLE, desc = "the ender came to it first")
@Outcome(id = "late", expect = ACCEPTABLE, desc = "came after the end, so never waited")
@Outcome(id = "early", expect = FORBIDDEN, desc = "line 3: told before the child was flagged")
@Outcome(id = "swallowed", expect = FORBIDDEN, desc = "line 16: neither thrown nor still interrupted")
@Outcome(expect = FORBIDDEN, desc = "woke for nothing, or left and still holds its thread")
public final class LeaveVersusEnd {

    private LeaveVersusEnd() {}

    /** What there is to say of a wait that returned because of the end. */
    private static String woken(WaiterLink waiter, CancelNode node, CancelNode child) {
        if (!node.isDone()) {
            return "for nothing";
        }
        if (!waiter.isDead()) {
            return "late";
        }
        return child.isDone() ? "told" : "early";
    }

    private static String awaitBriefly(CancelNode node, CancelNode child) {
        WaiterLink waiter = new WaiterLink(node, true, 1);
        try {
            if (waiter.await()) {
                return woken(waiter, node, child);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return waiter.isDead() ? "left" : "holds its thread";
    }

    private static String awaitInterrupted(CancelNode node, CancelNode child) {
        WaiterLink waiter = new WaiterLink(node, false, 0);
        Thread.currentThread().interrupt();
        try {
            waiter.await();
        } catch (InterruptedException e) {
            return waiter.isDead() ? "left" : "holds its thread";
        }
        return Thread.interrupted() ? woken(waiter, node, child) : "swallowed";
    }

    /** The time is up as soon as it waits. */
    @JCStressTest
    @JCStressMeta(LeaveVersusEnd.class)
    @State
    public static class Timed {

        private final CancelNode node = Races.live();
        private final CancelNode child = Races.childOf(node);

        @Actor
        public void await(L_Result r) {
            r.r1 = awaitBriefly(node, child);
        }

        @Actor
        public void end() {
            node.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(L_Result r) {
            if (child.cause() != Races.A) {
                r.r1 = "lost a child";
            }
        }
    }

    /** The same with a table: both sit in slots. */
    @JCStressTest
    @JCStressMeta(LeaveVersusEnd.class)
    @State
    public static class TimedWithTable {

        private final CancelNode node = Races.withTable();
        private final CancelNode child = Races.childOf(node);

        @Actor
        public void await(L_Result r) {
            r.r1 = awaitBriefly(node, child);
        }

        @Actor
        public void end() {
            node.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(L_Result r) {
            if (child.cause() != Races.A) {
                r.r1 = "lost a child";
            }
        }
    }

    /** Interrupted as soon as it waits. */
    @JCStressTest
    @JCStressMeta(LeaveVersusEnd.class)
    @State
    public static class Interrupted {

        private final CancelNode node = Races.live();
        private final CancelNode child = Races.childOf(node);

        @Actor
        public void await(L_Result r) {
            r.r1 = awaitInterrupted(node, child);
        }

        @Actor
        public void end() {
            node.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(L_Result r) {
            if (child.cause() != Races.A) {
                r.r1 = "lost a child";
            }
        }
    }
}
