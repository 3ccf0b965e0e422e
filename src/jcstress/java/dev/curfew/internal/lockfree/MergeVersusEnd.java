package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.CancelContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Race: the ends of the contexts that a merged context ends with. Guards M1: an end of either side has marked what is
 * below when it returns. Guards M2: the merged context is notified once, by the propagation to which it belongs. Guards
 * M3: it does not stay linked below a context that goes on. Contract 2, 10, 23.
 */
public final class MergeVersusEnd {

    private MergeVersusEnd() {}

    /**
     * The parent and the other context end. r1 and r2 = what is below reads done after each of them, r3 = runs of an
     * action below.
     *
     * <p>Broken: {@code broken.MergedByAction}.
     */
    @JCStressTest
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "both have marked, one has notified")
    @Outcome(expect = FORBIDDEN, desc = "live after an end, or the action is lost or runs twice")
    @State
    public static class BothEnd {

        private final CancelNode parent = Races.live();
        private final CancelNode other = Races.live();
        private final CancelContext below = parent.withCancelOn(other).withCancel();
        private final AtomicInteger runs = new AtomicInteger();

        public BothEnd() {
            below.onDone(runs::incrementAndGet);
        }

        @Actor
        public void endParent(ZZI_Result r) {
            parent.cancel(Races.A);
            r.r1 = below.isDone();
        }

        @Actor
        public void endOther(ZZI_Result r) {
            other.cancel(Races.B);
            r.r2 = below.isDone();
        }

        @Arbiter
        public void afterwards(ZZI_Result r) {
            r.r3 = runs.get();
        }
    }

    /** The merged context is made while the other one ends. r1 = it is done, r2 = the parent reaches nothing. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "ended and unlinked")
    @Outcome(expect = FORBIDDEN, desc = "lost, or kept")
    @State
    public static class Attach {

        private final CancelNode parent = Races.live();
        private final CancelNode other = Races.live();
        private @Nullable CancelContext merged;

        public Attach() {
            other.onDone(() -> {});
        }

        @Actor
        public void derive() {
            merged = parent.withCancelOn(other);
        }

        @Actor
        public void endOther() {
            other.cancel(Races.B);
        }

        @Arbiter
        public void afterwards(ZZ_Result r) {
            r.r1 = merged != null && merged.isDone();
            r.r2 = parent.stateVolatile() == null;
        }
    }

    /**
     * The merged context is cancelled while the other one ends. r1 = the parent reaches nothing, r2 = neither call
     * returned before the mark, r3 = runs of an action.
     */
    @JCStressTest
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "unlinked, and notified once")
    @Outcome(expect = FORBIDDEN, desc = "kept, or the action is lost or runs twice")
    @State
    public static class CancelAgainstOther {

        private final CancelNode parent = Races.live();
        private final CancelNode other = Races.live();
        private final CancelContext merged = parent.withCancelOn(other);
        private final CancelContext below = merged.withCancel();
        private final AtomicInteger runs = new AtomicInteger();
        private volatile boolean isEarly;

        public CancelAgainstOther() {
            merged.onDone(runs::incrementAndGet);
        }

        @Actor
        public void cancel() {
            merged.cancel(Races.A);
            isEarly |= !below.isDone();
        }

        @Actor
        public void endOther() {
            other.cancel(Races.B);
            isEarly |= !below.isDone();
        }

        @Arbiter
        public void afterwards(ZZI_Result r) {
            r.r1 = parent.stateVolatile() == null;
            r.r2 = !isEarly;
            r.r3 = runs.get();
        }
    }
}
