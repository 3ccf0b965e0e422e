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
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: deriving a child against the end of the parent. Guards L1, K1, C1, S2 and contract 6: the child is ended once,
 * with the parent's cause, whichever of the two is first, and a child of a parent that reads done is born ended.
 *
 * <p>r1 = the parent read done before the derivation, r2 = the child read done after it, r3 = the child's cause at
 * last.
 *
 * <p>Broken: {@code broken.PushWithoutCas}, {@code broken.WalkBeforeEnd}.
 */
@Outcome(id = "false, false, A", expect = ACCEPTABLE, desc = "attached first, then ended")
@Outcome(id = "false, true, A", expect = ACCEPTABLE, desc = "ended meanwhile")
@Outcome(id = "true, true, A", expect = ACCEPTABLE, desc = "ended first: born ended")
@Outcome(id = "true, false, A", expect = FORBIDDEN, desc = "contract 6: born live below an ended parent")
@Outcome(expect = FORBIDDEN, desc = "the child is lost, or has another cause")
public final class AttachVersusEnd {

    private AttachVersusEnd() {}

    /** The parent has a stack: attach and end CAS one word. */
    @JCStressTest
    @JCStressMeta(AttachVersusEnd.class)
    @State
    public static class OneWord {

        private final CancelNode parent = Races.live();
        private @Nullable CancelNode child;

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Actor
        public void attach(ZZL_Result r) {
            r.r1 = parent.isDone();
            CancelNode made = Races.childOf(parent);
            child = made;
            r.r2 = made.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = Races.causeOf(child);
        }
    }

    /** The parent has a table: the end is a CAS of the word, and a walk through the slots after it. */
    @JCStressTest
    @JCStressMeta(AttachVersusEnd.class)
    @State
    public static class WithTable {

        private final CancelNode parent = Races.withTable();
        private @Nullable CancelNode child;

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Actor
        public void attach(ZZL_Result r) {
            r.r1 = parent.isDone();
            CancelNode made = Races.childOf(parent);
            child = made;
            r.r2 = made.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = Races.causeOf(child);
        }
    }

    /** The end comes from above the parent. */
    @JCStressTest
    @JCStressMeta(AttachVersusEnd.class)
    @State
    public static class Deep {

        private final CancelNode grandparent = Races.live();
        private final CancelNode parent = Races.childOf(grandparent);
        private @Nullable CancelNode child;

        @Actor
        public void end() {
            grandparent.cancel(Races.A);
        }

        @Actor
        public void attach(ZZL_Result r) {
            r.r1 = parent.isDone();
            CancelNode made = Races.childOf(parent);
            child = made;
            r.r2 = made.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = Races.causeOf(child);
        }
    }
}
