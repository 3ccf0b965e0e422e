package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: a second call that ends a context, or an action that is registered late, against the end. Guards C3: a call
 * that learns that the context has ended finds everything below it done. Guards V1: a thread that finds no reference to
 * what hung below knows the same.
 *
 * <p>r1 = whether the call that ended it for A won, r2 = everything below read done for the other call, r3 = their
 * cause.
 *
 * <p>Broken: {@code broken.NoHelp}, {@code broken.FinishBeforeMark}.
 */
@Outcome(id = "true, true, A", expect = ACCEPTABLE, desc = "A ended it")
@Outcome(id = "false, true, B", expect = ACCEPTABLE, desc = "B ended it")
@Outcome(expect = FORBIDDEN, desc = "C3: live below a context whose end was seen")
public final class SecondCancelVersusEnd {

    private SecondCancelVersusEnd() {}

    /** A context with a child and grandchildren. */
    private static final class Tree {

        final CancelNode top;
        private final CancelNode child;
        private final CancelNode leaf;
        private final CancelNode otherLeaf;

        Tree(boolean withTables) {
            top = withTables ? Races.withTable() : Races.live();
            child = Races.childOf(top);
            leaf = Races.childOf(child);
            if (withTables) {
                child.inflate();
            }
            otherLeaf = Races.childOf(child);
        }

        boolean isDone() {
            return child.isDone() && leaf.isDone() && otherLeaf.isDone();
        }

        String cause() {
            Throwable cause = top.cause();
            return child.cause() == cause && leaf.cause() == cause && otherLeaf.cause() == cause
                    ? Races.causeOf(top)
                    : "differs";
        }
    }

    /** Two calls, below contexts with stacks. */
    @JCStressTest
    @JCStressMeta(SecondCancelVersusEnd.class)
    @State
    public static class OneWord {

        private final Tree tree = new Tree(false);

        @Actor
        public void end(ZZL_Result r) {
            r.r1 = tree.top.cancel(Races.A);
        }

        @Actor
        public void endToo(ZZL_Result r) {
            tree.top.cancel(Races.B);
            r.r2 = tree.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = tree.cause();
        }
    }

    /** Two calls, below contexts with tables. */
    @JCStressTest
    @JCStressMeta(SecondCancelVersusEnd.class)
    @State
    public static class WithTables {

        private final Tree tree = new Tree(true);

        @Actor
        public void end(ZZL_Result r) {
            r.r1 = tree.top.cancel(Races.A);
        }

        @Actor
        public void endToo(ZZL_Result r) {
            tree.top.cancel(Races.B);
            r.r2 = tree.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = tree.cause();
        }
    }

    /** The other call cancels the child. If the end has not marked the child yet, the child ends by itself. */
    @JCStressTest
    @Outcome(id = "true, true, A", expect = ACCEPTABLE, desc = "marked from above")
    @Outcome(id = "true, true, differs", expect = ACCEPTABLE, desc = "ended by its own call, before")
    @Outcome(expect = FORBIDDEN, desc = "C3: live below a context whose cancel() has returned")
    @State
    public static class BelowTheTop {

        private final Tree tree = new Tree(false);

        @Actor
        public void end(ZZL_Result r) {
            r.r1 = tree.top.cancel(Races.A);
        }

        @Actor
        public void endToo(ZZL_Result r) {
            tree.child.cancel(Races.B);
            r.r2 = tree.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = tree.cause();
        }
    }

    /** The other call registers an action, which runs at once or when the context is notified. */
    @JCStressTest
    @JCStressMeta(SecondCancelVersusEnd.class)
    @State
    public static class LateAction {

        private final Tree tree = new Tree(false);
        private volatile boolean sawDone;

        @Actor
        public void end(ZZL_Result r) {
            r.r1 = tree.top.cancel(Races.A);
        }

        @Actor
        public void register() {
            tree.top.onDone(() -> sawDone = tree.isDone());
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r2 = sawDone;
            r.r3 = tree.cause();
        }
    }
}
