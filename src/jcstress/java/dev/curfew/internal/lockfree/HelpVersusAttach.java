package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: deriving a child against an end that gets help from a third call. Guards L3, C1, E1: the child may get into its
 * slot after the propagation has walked the slots and before the helper does. The helper then marks the child for a
 * propagation that never meets it. All the same the child reaches no sibling, and its timeout is cancelled.
 *
 * <p>One actor is both the ending thread and the helper, as if the ending thread were stalled between marking and
 * notifying. r1 = the child's cause, and whether it is gone, r2 = what the wheel has left.
 *
 * <p>Broken: {@code broken.LeftToTheHelped}.
 */
@Outcome(id = "A gone, idle", expect = ACCEPTABLE, desc = "ended, disarmed, and gone")
@Outcome(id = "A reaches siblings, .*", expect = FORBIDDEN, desc = "L3: the child keeps the slots, and its siblings")
@Outcome(id = "A gone, armed", expect = FORBIDDEN, desc = "the timeout outlives its context")
@Outcome(expect = FORBIDDEN, desc = "the child is lost")
public final class HelpVersusAttach {

    private HelpVersusAttach() {}

    private static void endWithHelp(CancelNode parent) {
        Verdict bare = Verdict.canceled(Races.A);
        SlotTable table = Races.tableOf(parent);
        Verdict verdict = bare.with(table);
        Propagation propagation = new Propagation(parent, bare);
        parent.casState(table, verdict);
        propagation.remember(verdict, table);
        propagation.markAll();
        parent.cancel(); // as another thread would
        parent.finish(bare);
        propagation.notifyEnds();
    }

    private static String show(@Nullable CancelNode child, CancelNode parent) {
        if (child == null) {
            return "never made";
        }
        // A child of a parent that has ended never is in a slot.
        return Races.causeOf(child) + " " + (child.homeVolatile() == null ? "gone" : Reached.gone(parent, child));
    }

    /** A child without a deadline. */
    @JCStressTest
    @JCStressMeta(HelpVersusAttach.class)
    @State
    public static class Child {

        private final CancelNode parent = Races.withTable();
        private @Nullable CancelNode child;

        @Actor
        public void derive() {
            child = Races.childOf(parent);
        }

        @Actor
        public void end() {
            endWithHelp(parent);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = show(child, parent);
            r.r2 = "idle";
        }
    }

    /** A child with a deadline, armed before it is attached. */
    @JCStressTest
    @JCStressMeta(HelpVersusAttach.class)
    @State
    public static class Armed {

        private final Driven driven = new Driven();
        private final CancelNode parent = driven.withTable();
        private @Nullable CancelNode child;

        @Actor
        public void derive() {
            child = driven.derive(parent, Driven.FAR);
        }

        @Actor
        public void end() {
            endWithHelp(parent);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = show(child, parent);
            r.r2 = driven.wheel();
        }
    }
}
