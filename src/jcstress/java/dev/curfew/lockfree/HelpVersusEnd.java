package dev.curfew.lockfree;

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
 * Race: ending a parent against an end of its child that is under way. Guards C2, C3: the parent's {@code cancel()} returns only
 * when everything below the child is flagged too, by whichever call; E1, E2, V2: each action below the child runs once, by the
 * thread that ended the child; E3: no action meets a live descendant.
 *
 * <p>Below the child hang a leaf, and an inner context with a leaf and an action. r1 = all of them read done when the parent's
 * end returned, r2 = their cause, r3 = who ran the action of the inner context, and who that of the parent.
 *
 * <p>Broken: {@code alternatives.NoHelp}, {@code alternatives.HelpedForItself}, {@code alternatives.HelperNotifies}, {@code
 * alternatives.NotifyWhileFlagging}.
 */
@Outcome(id = "true, B, child's parent's", expect = ACCEPTABLE, desc = "the child was ended first")
@Outcome(id = "true, A, parent's parent's", expect = ACCEPTABLE, desc = "the parent took the child along")
@Outcome(id = "false, .*", expect = FORBIDDEN, desc = "C3: live below a context whose cancel() has returned")
@Outcome(expect = FORBIDDEN, desc = "E1: told twice, by the wrong thread, or never; E3: told too early")
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

        /** As {@link CancelNode#end} does after its CAS. */
        void finish(Verdict bare, Verdict verdict, Object below) {
            childEnder = Thread.currentThread();
            Ending ending = new Ending(child, bare);
            ending.remember(verdict, below);
            ending.flagAll();
            child.settle(bare);
            ending.tell();
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

        String told() {
            return innerWitness.told() + " " + parentWitness.told();
        }
    }

    /** An action that looks whether something below is live, and by whom it runs. */
    private static final class Witness implements Runnable {

        private final Tree tree;
        private String told = "nobody's";

        Witness(Tree tree) {
            this.tree = tree;
        }

        @Override
        public void run() {
            if (!told.equals("nobody's")) {
                told = "twice";
            } else if (!tree.isDone()) {
                told = "too early";
            } else {
                told = Thread.currentThread() == tree.childEnder ? "child's" : "parent's";
            }
        }

        String told() {
            return told;
        }
    }

    /** Two calls. */
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
            r.r3 = tree.told();
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
            r.r3 = tree.told();
        }
    }

    /** The child's ender did its CAS long ago, and goes on now. */
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
            tree.finish(bare, verdict, below);
        }

        @Actor
        public void endParent(ZLL_Result r) {
            r.r1 = tree.endParent();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            r.r2 = tree.cause();
            r.r3 = tree.told();
        }
    }

    /** The same with tables. */
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
            tree.finish(bare, verdict, below);
        }

        @Actor
        public void endParent(ZLL_Result r) {
            r.r1 = tree.endParent();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            r.r2 = tree.cause();
            r.r3 = tree.told();
        }
    }
}
