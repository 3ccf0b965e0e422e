package dev.curfew.internal.lockfree;

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
 * Race: a waiter that leaves, because its time is up or by an interrupt, against the end. Guards L1, E3 and contract 3
 * and 16: the waiter either leaves or is notified. If it is notified, every descendant is marked. No interrupt is lost.
 *
 * <p>Broken: {@code broken.TakeWithoutCas}, {@code broken.NotifyWhileMarking}.
 */
@Outcome(id = "left", expect = ACCEPTABLE, desc = "left before it was notified")
@Outcome(id = "notified", expect = ACCEPTABLE, desc = "notified before it left")
@Outcome(id = "late", expect = ACCEPTABLE, desc = "came after the end, so never waited")
@Outcome(id = "early", expect = FORBIDDEN, desc = "contract 3: notified before the child was marked")
@Outcome(id = "swallowed", expect = FORBIDDEN, desc = "contract 16: neither thrown nor still interrupted")
@Outcome(expect = FORBIDDEN, desc = "woke for nothing, or left and still holds its thread")
public final class LeaveVersusEnd {

    private LeaveVersusEnd() {}

    /** Describes a wait that returned because of the end. */
    private static String woken(WaiterLink waiter, CancelNode node, CancelNode child) {
        if (!node.isDone()) {
            return "for nothing";
        }
        if (!waiter.isDead()) {
            return "late";
        }
        return child.isDone() ? "notified" : "early";
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

    /** The waiter's time is up as soon as it waits. */
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

    /** The same with a table: waiter and child sit in slots. */
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

    /** The waiter is interrupted as soon as it waits. */
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
