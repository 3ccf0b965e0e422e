package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: two ends of one context. Guards L1, E1 and contract 1: one call wins, every reader gets its cause from then on,
 * and each action runs once.
 *
 * <p>r1, r2 = what cancelling for A and for B returned, r3 = the cause, "differs" if it ever changed, and the number of
 * runs.
 *
 * <p>Broken: {@code broken.EndWithoutCas}.
 */
public final class EndVersusEnd {

    private EndVersusEnd() {}

    /** Both calls end the same context. */
    @JCStressTest
    @Outcome(id = "true, false, A 1", expect = ACCEPTABLE, desc = "A won")
    @Outcome(id = "false, true, B 1", expect = ACCEPTABLE, desc = "B won")
    @Outcome(expect = FORBIDDEN, desc = "L1: two winners, no winner, or the loser's cause")
    @State
    public static class OneContext {

        private final CancelNode node = Races.live();
        private final AtomicInteger runs = new AtomicInteger();
        private @Nullable Throwable seenByA;
        private @Nullable Throwable seenByB;

        public OneContext() {
            node.onDone(runs::incrementAndGet);
        }

        @Actor
        public void endForA(ZZL_Result r) {
            r.r1 = node.cancel(Races.A);
            seenByA = node.cause();
        }

        @Actor
        public void endForB(ZZL_Result r) {
            r.r2 = node.cancel(Races.B);
            seenByB = node.cause();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            boolean same = seenByA == seenByB && seenByA == node.cause();
            r.r3 = (same ? Races.causeOf(node) : "differs") + " " + runs;
        }
    }

    /** The calls end a parent and its child. The call that ended the child runs the child's action, once. */
    @JCStressTest
    @Outcome(id = "true, false, A 1", expect = ACCEPTABLE, desc = "the parent's end took the child along")
    @Outcome(id = "true, true, B 1", expect = ACCEPTABLE, desc = "the child ended by itself")
    @Outcome(expect = FORBIDDEN, desc = "L1, E1: ended twice, notified twice or never")
    @State
    public static class ParentAndChild {

        private final CancelNode parent = Races.live();
        private final CancelNode child = Races.childOf(parent);
        private final AtomicInteger runs = new AtomicInteger();

        public ParentAndChild() {
            child.onDone(runs::incrementAndGet);
        }

        @Actor
        public void endParent(ZZL_Result r) {
            r.r1 = parent.cancel(Races.A);
        }

        @Actor
        public void endChild(ZZL_Result r) {
            r.r2 = child.cancel(Races.B);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = Races.causeOf(child) + " " + runs;
        }
    }
}
