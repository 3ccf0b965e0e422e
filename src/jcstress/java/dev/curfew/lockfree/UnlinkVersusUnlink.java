package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: unlinking against unlinking. Guards I3 and I4: two inspectors may undo each other's work, and bring back a dead
 * link, but neither skips a live one.
 *
 * <p>Broken: {@code alternatives.UnlinkedLosesNext}.
 */
public final class UnlinkVersusUnlink {

    private UnlinkVersusUnlink() {}

    /** Neighbours in the interior. Oldest first: live, both that end, live. r1, r2 = causes of the live ones. */
    @JCStressTest
    @Outcome(id = "A, A", expect = ACCEPTABLE, desc = "the live ones are still linked")
    @Outcome(expect = FORBIDDEN, desc = "I3, I4: a live link is lost")
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
        public void afterwards(LL_Result r) {
            parent.cancel(Races.A);
            r.r1 = Races.causeOf(oldest);
            r.r2 = Races.causeOf(newest);
        }
    }

    /** The head and a link below it, with a live one between. r1, r2 = causes of that and of the oldest. */
    @JCStressTest
    @Outcome(id = "A, A", expect = ACCEPTABLE, desc = "the live ones are still linked")
    @Outcome(expect = FORBIDDEN, desc = "I3, I4: a live link is lost")
    @State
    public static class HeadAndInterior {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode interior = Races.childOf(parent);
        private final CancelNode between = Races.childOf(parent);
        private final CancelNode head = Races.childOf(parent);

        @Actor
        public void unlinkHead() {
            head.cancel();
        }

        @Actor
        public void unlinkInterior() {
            interior.cancel();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            parent.cancel(Races.A);
            r.r1 = Races.causeOf(between);
            r.r2 = Races.causeOf(oldest);
        }
    }

    /**
     * On one stripe, with more links than one inspection gets past, so that both move the cursor, and stand on links that
     * the other unlinks (N3). r1 = how many of twelve live ones ran.
     */
    @JCStressTest
    @Outcome(id = "12", expect = ACCEPTABLE, desc = "the live ones are still linked")
    @Outcome(expect = FORBIDDEN, desc = "I3, I4: a live link is lost")
    @State
    public static class Cursor {

        private static final int ENDING = 3;

        private final CancelNode parent = Races.striped();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration[] some = new Registration[ENDING];
        private final Registration[] others = new Registration[ENDING];

        public Cursor() {
            for (int i = 0; i < ENDING; i++) {
                parent.onDone(runs::incrementAndGet);
                some[i] = parent.onDone(() -> runs.addAndGet(100));
                parent.onDone(runs::incrementAndGet);
                others[i] = parent.onDone(() -> runs.addAndGet(100));
                parent.onDone(runs::incrementAndGet);
                parent.onDone(runs::incrementAndGet);
            }
        }

        @Actor
        public void unlinkSome() {
            for (Registration registration : some) {
                registration.stop();
            }
        }

        @Actor
        public void unlinkOthers() {
            for (Registration registration : others) {
                registration.stop();
            }
        }

        @Arbiter
        public void afterwards(I_Result r) {
            parent.cancel();
            r.r1 = runs.get();
        }
    }
}
