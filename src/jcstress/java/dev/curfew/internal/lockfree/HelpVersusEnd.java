package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLL_Result;

/**
 * Race: ending a parent against an end of its child that is under way. Guards C2, C3: the parent's {@code cancel()}
 * returns only when everything below the child is marked too, by whichever call. Guards E1, E2, V2: each action below
 * the child runs once, on the thread that ended the child. Guards E3: no action meets a live descendant.
 *
 * <p>A leaf hangs below the child, and an inner context with a leaf and an action. r1 = all of them read done when the
 * parent's end returned, r2 = their cause, r3 = the thread that ran the action of the inner context, and the thread
 * that ran the parent's.
 *
 * <p>Broken: {@code broken.NoHelp}, {@code broken.HelpedForItself}, {@code broken.HelperNotifies},
 * {@code broken.NotifyWhileMarking}.
 */
@Outcome(id = "true, B, child's parent's", expect = ACCEPTABLE, desc = "the child was ended first")
@Outcome(id = "true, A, parent's parent's", expect = ACCEPTABLE, desc = "the parent took the child along")
@Outcome(id = "false, .*", expect = FORBIDDEN, desc = "C3: live below a context whose cancel() has returned")
@Outcome(expect = FORBIDDEN, desc = "E1: notified twice, by the wrong thread, or never; E3: notified too early")
public final class HelpVersusEnd {

    private HelpVersusEnd() {}

    /** A parent, its child, and what hangs below that. */
    private static final class Tree {

        final CancelNode parent;
        final CancelNode child;
        private final CancelNode leaf;
        private final CancelNode inner;
        private final CancelNode innerLeaf;
        private final Witness innerWitness = new Witness(this);
        private final Witness parentWitness = new Witness(this);
        private volatile @Nullable Thread childEnder;

        Tree(boolean withTables) {
            parent = withTables ? Races.withTable() : Races.live();
            parent.onDone(parentWitness);
            child = Races.childOf(parent);
            leaf = Races.childOf(child);
            inner = Races.childOf(child);
            if (withTables) {
                child.inflate();
                inner.inflate();
            }
            innerLeaf = Races.childOf(inner);
            inner.onDone(innerWitness);
        }

        void endChild() {
            childEnder = Thread.currentThread();
            child.cancel(Races.B);
        }

        /** Does what {@link CancelNode#end} does after its CAS. */
        void propagate(Verdict bare, Verdict verdict, Object below) {
            childEnder = Thread.currentThread();
            Propagation propagation = new Propagation(child, bare);
            propagation.remember(verdict, below);
            propagation.markAll();
            child.finish(bare);
            propagation.notifyEnds();
        }

        boolean endParent() {
            parent.cancel(Races.A);
            return isDone();
        }

        boolean isDone() {
            return child.isDone() && leaf.isDone() && inner.isDone() && innerLeaf.isDone();
        }

        String cause() {
            Throwable cause = child.cause();
            return leaf.cause() == cause && inner.cause() == cause && innerLeaf.cause() == cause
                    ? Races.causeOf(child)
                    : "differs";
        }

        String notifiedBy() {
            return innerWitness.notifiedBy() + " " + parentWitness.notifiedBy();
        }
    }

    /** An action that looks whether something below is live, and on which thread it runs. */
    private static final class Witness implements Runnable {

        private final Tree tree;
        private String notifiedBy = "not run";

        Witness(Tree tree) {
            this.tree = tree;
        }

        @Override
        public void run() {
            if (!notifiedBy.equals("not run")) {
                notifiedBy = "twice";
            } else if (!tree.isDone()) {
                notifiedBy = "too early";
            } else {
                notifiedBy = Thread.currentThread() == tree.childEnder ? "child's" : "parent's";
            }
        }

        String notifiedBy() {
            return notifiedBy;
        }
    }

    /** Two calls that both run from the beginning. */
    @JCStressTest
    @JCStressMeta(HelpVersusEnd.class)
    @State
    public static class TwoCalls {

        private final Tree tree = new Tree(false);

        @Actor
        public void endChild() {
            tree.endChild();
        }

        @Actor
        public void endParent(ZLL_Result r) {
            r.r1 = tree.endParent();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            r.r2 = tree.cause();
            r.r3 = tree.notifiedBy();
        }
    }

    /** Each of the inner contexts has a table. */
    @JCStressTest
    @JCStressMeta(HelpVersusEnd.class)
    @State
    public static class WithTables {

        private final Tree tree = new Tree(true);

        @Actor
        public void endChild() {
            tree.endChild();
        }

        @Actor
        public void endParent(ZLL_Result r) {
            r.r1 = tree.endParent();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            r.r2 = tree.cause();
            r.r3 = tree.notifiedBy();
        }
    }

    /** The thread that ends the child did its CAS long ago, and goes on now. */
    @JCStressTest
    @JCStressMeta(HelpVersusEnd.class)
    @State
    public static class StalledEnder {

        private final Tree tree = new Tree(false);
        private final Verdict bare = Verdict.canceled(Races.B);
        private final Object below = Objects.requireNonNull(tree.child.stateVolatile());
        private final Verdict verdict = bare.with(below);

        public StalledEnder() {
            tree.child.casState(below, verdict);
        }

        @Actor
        public void goOn() {
            tree.propagate(bare, verdict, below);
        }

        @Actor
        public void endParent(ZLL_Result r) {
            r.r1 = tree.endParent();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            r.r2 = tree.cause();
            r.r3 = tree.notifiedBy();
        }
    }

    /** The same, with tables. */
    @JCStressTest
    @JCStressMeta(HelpVersusEnd.class)
    @State
    public static class StalledEnderWithTables {

        private final Tree tree = new Tree(true);
        private final Verdict bare = Verdict.canceled(Races.B);
        private final Object below = Objects.requireNonNull(tree.child.stateVolatile());
        private final Verdict verdict = bare.with(below);

        public StalledEnderWithTables() {
            tree.child.casState(below, verdict);
        }

        @Actor
        public void goOn() {
            tree.propagate(bare, verdict, below);
        }

        @Actor
        public void endParent(ZLL_Result r) {
            r.r1 = tree.endParent();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            r.r2 = tree.cause();
            r.r3 = tree.notifiedBy();
        }
    }
}
