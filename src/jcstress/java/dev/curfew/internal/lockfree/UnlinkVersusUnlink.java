package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Race: unlinking against unlinking. Guards K1: no live link is lost. Guards K2, K3: two walks may undo each other's
 * work and bring back a dead link, but not once both have returned.
 *
 * <p>r1 = what the parent reaches, and whether the ended ones are gone, r2, r3 = causes of two live ones after the
 * parent's end.
 *
 * <p>Broken: {@code broken.NoLiveCheckAfterUnlink}, {@code broken.GoneBeforeTheWalk}.
 */
@Outcome(id = "2 live gone, A, A", expect = ACCEPTABLE, desc = "the live ones are linked, the others gone")
@Outcome(expect = FORBIDDEN, desc = "K1: a live link is lost; K2, K3: a dead one is kept")
public final class UnlinkVersusUnlink {

    private UnlinkVersusUnlink() {}

    /** Neighbours in the interior end. Oldest first: a live child, both that end, a live child. */
    @JCStressTest
    @JCStressMeta(UnlinkVersusUnlink.class)
    @State
    public static class Interior {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode one = Races.childOf(parent);
        private final CancelNode other = Races.childOf(parent);
        private final CancelNode newest = Races.childOf(parent);

        @Actor
        public void unlinkOne() {
            one.cancel();
        }

        @Actor
        public void unlinkOther() {
            other.cancel();
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, one, other);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(oldest);
            r.r3 = Races.causeOf(newest);
        }
    }

    /** The two newest of four children end. */
    @JCStressTest
    @JCStressMeta(UnlinkVersusUnlink.class)
    @State
    public static class Newest {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode older = Races.childOf(parent);
        private final CancelNode one = Races.childOf(parent);
        private final CancelNode other = Races.childOf(parent);

        @Actor
        public void unlinkOne() {
            one.cancel();
        }

        @Actor
        public void unlinkOther() {
            other.cancel();
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, one, other);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(oldest);
            r.r3 = Races.causeOf(older);
        }
    }

    /** The newest child ends, and a child below it, with a live one between them. */
    @JCStressTest
    @JCStressMeta(UnlinkVersusUnlink.class)
    @State
    public static class NewestAndInterior {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode interior = Races.childOf(parent);
        private final CancelNode between = Races.childOf(parent);
        private final CancelNode newest = Races.childOf(parent);

        @Actor
        public void unlinkNewest() {
            newest.cancel();
        }

        @Actor
        public void unlinkInterior() {
            interior.cancel();
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, newest, interior);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(between);
            r.r3 = Races.causeOf(oldest);
        }
    }

    /** Neighbours end. A child is pushed on the newest before one of them ends. */
    @JCStressTest
    @Outcome(id = "3 live gone, A, A", expect = ACCEPTABLE, desc = "the live ones are linked, the others gone")
    @Outcome(expect = FORBIDDEN, desc = "K1: a live link is lost; K2, K3: a dead one is kept")
    @State
    public static class WithPush {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode older = Races.childOf(parent);
        private final CancelNode one = Races.childOf(parent);
        private final CancelNode other = Races.childOf(parent);
        private @Nullable CancelNode pushed;

        @Actor
        public void unlinkOne() {
            one.cancel();
        }

        @Actor
        public void pushAndUnlinkOther() {
            pushed = Races.childOf(parent);
            other.cancel();
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, one, other);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(oldest);
            r.r3 = Races.causeOf(older) + (pushed == null || !pushed.isDone() ? " and the one pushed is lost" : "");
        }
    }

    /**
     * Each thread ends three children. They alternate, below a live child and above another, so each walk meets links
     * of the other thread.
     */
    @JCStressTest
    @JCStressMeta(UnlinkVersusUnlink.class)
    @State
    public static class InTurns {

        private static final int ENDING = 3;

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode[] some = new CancelNode[ENDING];
        private final CancelNode[] others = new CancelNode[ENDING];
        private final CancelNode newest;

        public InTurns() {
            for (int i = 0; i < ENDING; i++) {
                some[i] = Races.childOf(parent);
                others[i] = Races.childOf(parent);
            }
            newest = Races.childOf(parent);
        }

        @Actor
        public void unlinkSome() {
            for (CancelNode child : some) {
                child.cancel();
            }
        }

        @Actor
        public void unlinkOthers() {
            for (int i = ENDING - 1; i >= 0; i--) {
                others[i].cancel();
            }
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            String some = Reached.gone(parent, this.some);
            r.r1 = Reached.from(parent) + " " + (some.equals("gone") ? Reached.gone(parent, others) : some);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(oldest);
            r.r3 = Races.causeOf(newest);
        }
    }

    /**
     * Actions that are neighbours on the stack of a table are stopped. r1 = runs of the two live ones; a dead link that
     * is kept counts 1000.
     */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "the live ones are linked, the others gone")
    @Outcome(expect = FORBIDDEN, desc = "K1: a live link is lost; K2, K3: a dead one is kept")
    @State
    public static class WithTable {

        private final CancelNode parent = Races.withTable();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration one;
        private final Registration other;

        public WithTable() {
            parent.onDone(runs::incrementAndGet);
            one = parent.onDone(() -> runs.addAndGet(100));
            other = parent.onDone(() -> runs.addAndGet(100));
            parent.onDone(runs::incrementAndGet);
        }

        @Actor
        public void unlinkOne() {
            one.stop();
        }

        @Actor
        public void unlinkOther() {
            other.stop();
        }

        @Arbiter
        public void afterwards(I_Result r) {
            int kept = Reached.from(parent).equals("2 live") ? 0 : 1000;
            parent.cancel(Races.A);
            r.r1 = runs.get() + kept;
        }
    }
}
