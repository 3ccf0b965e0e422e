package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: unlinking against the end of the parent, which walks the same links. Guards K4: a walk of the ending thread
 * that stands on a link which is gone starts again, and so finds every older live link. Guards L3: the link that ended
 * by itself is gone. Guards K5: the ending thread takes its own verdict for no lent one.
 *
 * <p>Broken: {@code broken.NoNewWalkAtGone}, {@code broken.NewestBeforeHome}.
 */
public final class UnlinkVersusEnd {

    /** Enough for the ending thread to meet the unlinking among them. */
    private static final int DEAD = 4;

    private UnlinkVersusEnd() {}

    /**
     * Oldest first: a live child, the child that ends, dead ones, a live child. r1, r2 = causes of the live ones, r3 =
     * cause of the child that ends, and whether it is gone.
     */
    @JCStressTest
    @Outcome(id = "A, A, A gone", expect = ACCEPTABLE, desc = "the parent took it along")
    @Outcome(id = "A, A, B gone", expect = ACCEPTABLE, desc = "it ended by itself")
    @Outcome(expect = FORBIDDEN, desc = "K1, K4: a live link is lost; L3: the dead one reaches others")
    @State
    public static class OneWord {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode ending = Races.childOf(parent);
        private final CancelNode newest;

        public OneWord() {
            for (int i = 0; i < DEAD; i++) {
                Races.deadChildOf(parent);
            }
            newest = Races.childOf(parent);
        }

        @Actor
        public void unlink() {
            ending.cancel(Races.B);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Races.causeOf(oldest);
            r.r2 = Races.causeOf(newest);
            r.r3 = Races.causeOf(ending) + " " + Reached.gone(parent, ending);
        }
    }

    /**
     * The newest ends, and the verdict loses it (V1). r1, r2 = causes of two older live ones, r3 = cause of the newest.
     */
    @JCStressTest
    @Outcome(id = "A, A, A gone", expect = ACCEPTABLE, desc = "the parent took it along")
    @Outcome(id = "A, A, B gone", expect = ACCEPTABLE, desc = "it ended by itself")
    @Outcome(expect = FORBIDDEN, desc = "K1, V1: a live link is lost; L3: the dead one reaches others")
    @State
    public static class Newest {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode older = Races.childOf(parent);
        private final CancelNode newest = Races.childOf(parent);

        @Actor
        public void unlink() {
            newest.cancel(Races.B);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Races.causeOf(oldest);
            r.r2 = Races.causeOf(older);
            r.r3 = Races.causeOf(newest) + " " + Reached.gone(parent, newest);
        }
    }

    /**
     * A link in the middle ends, and then the newest, while the ending thread stands on the former. r1 = cause of the live
     * one, r2, r3 = causes of the others, and whether they are gone.
     */
    @JCStressTest
    @Outcome(id = "A, [AB] gone, [AB] gone", expect = ACCEPTABLE, desc = "the oldest ended with the parent")
    @Outcome(expect = FORBIDDEN, desc = "K5: a live link is lost; L3: a dead one reaches others")
    @State
    public static class MiddleAndNewest {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode middle = Races.childOf(parent);
        private final CancelNode newest = Races.childOf(parent);

        @Actor
        public void unlink() {
            middle.cancel(Races.B);
            newest.cancel(Races.B);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Races.causeOf(oldest);
            r.r2 = Races.causeOf(middle) + " " + Reached.gone(parent, middle);
            r.r3 = Races.causeOf(newest) + " " + Reached.gone(parent, newest);
        }
    }

    /** The children sit in slots. r1, r2 = causes of the live ones, r3 = cause of the one that ends. */
    @JCStressTest
    @Outcome(id = "A, A, A gone", expect = ACCEPTABLE, desc = "the parent took it along")
    @Outcome(id = "A, A, B gone", expect = ACCEPTABLE, desc = "it ended by itself")
    @Outcome(expect = FORBIDDEN, desc = "S1: a live link is lost; L3: the dead one reaches others")
    @State
    public static class InSlots {

        private final CancelNode parent = Races.withTable();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode ending = Races.childOf(parent);
        private final CancelNode newest = Races.childOf(parent);

        @Actor
        public void unlink() {
            ending.cancel(Races.B);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Races.causeOf(oldest);
            r.r2 = Races.causeOf(newest);
            r.r3 = Races.causeOf(ending) + " " + Reached.gone(parent, ending);
        }
    }

    /**
     * Actions on the stack of a table. r1 = what {@code stop()} returned, r2 = runs; a run of the stopped action counts
     * 100.
     */
    @JCStressTest
    @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "stopped; the others ran")
    @Outcome(id = "false, 102", expect = ACCEPTABLE, desc = "all ran")
    @Outcome(expect = FORBIDDEN, desc = "L1, K1, K4: a live link is lost, or notified twice")
    @State
    public static class WithTable {

        private final CancelNode parent = Races.withTable();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration stopped;

        public WithTable() {
            parent.onDone(runs::incrementAndGet);
            stopped = parent.onDone(() -> runs.addAndGet(100));
            for (int i = 0; i < DEAD; i++) {
                Races.deadActionOf(parent);
            }
            parent.onDone(runs::incrementAndGet);
        }

        @Actor
        public void unlink(ZI_Result r) {
            r.r1 = stopped.stop();
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = runs.get();
        }
    }
}
