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
 * Race: deriving a child against the end of a parent with an action. Guards E3 and contract 3, mark then notify: when
 * the action runs, everything that was derived below the parent reads done.
 *
 * <p>r1 = the child as the action saw it, r2 = the child's cause at last.
 *
 * <p>Broken: {@code broken.NotifyWhileMarking}.
 */
@Outcome(id = "unseen, A", expect = ACCEPTABLE, desc = "derived later")
@Outcome(id = "done, A", expect = ACCEPTABLE, desc = "marked, or born ended")
@Outcome(id = "live, A", expect = FORBIDDEN, desc = "contract 3: the action ran before the child was marked")
@Outcome(expect = FORBIDDEN, desc = "the child is lost, or the action")
public final class NotifyVersusAttach {

    private NotifyVersusAttach() {}

    /** Keeps what an action sees of a child that another thread derives. */
    private static final class Witness implements Runnable {

        volatile @Nullable CancelNode child;
        private @Nullable String saw;

        @Override
        public void run() {
            CancelNode made = child;
            saw = made == null ? "unseen" : made.isDone() ? "done" : "live";
        }
    }

    /** The parent has a stack. */
    @JCStressTest
    @JCStressMeta(NotifyVersusAttach.class)
    @State
    public static class OneWord {

        private final CancelNode parent = Races.live();
        private final Witness witness = new Witness();

        public OneWord() {
            parent.onDone(witness);
        }

        @Actor
        public void derive() {
            witness.child = Races.childOf(parent);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = witness.saw;
            r.r2 = Races.causeOf(witness.child);
        }
    }

    /** The action is on the stack of the table, the child in a slot. */
    @JCStressTest
    @JCStressMeta(NotifyVersusAttach.class)
    @State
    public static class WithTable {

        private final CancelNode parent = Races.withTable();
        private final Witness witness = new Witness();

        public WithTable() {
            parent.onDone(witness);
        }

        @Actor
        public void derive() {
            witness.child = Races.childOf(parent);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = witness.saw;
            r.r2 = Races.causeOf(witness.child);
        }
    }

    /** The child is derived two levels below the action. */
    @JCStressTest
    @JCStressMeta(NotifyVersusAttach.class)
    @State
    public static class Deep {

        private final CancelNode grandparent = Races.live();
        private final CancelNode parent = Races.childOf(grandparent);
        private final Witness witness = new Witness();

        public Deep() {
            grandparent.onDone(witness);
        }

        @Actor
        public void derive() {
            witness.child = Races.childOf(parent);
        }

        @Actor
        public void end() {
            grandparent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = witness.saw;
            r.r2 = Races.causeOf(witness.child);
        }
    }
}
