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
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: unlinking against the end of the parent, which walks the same links and lets go of them. Guards I3 for the walk: a
 * link that is unlinked under the ender's feet still leads to every older live one.
 *
 * <p>Broken: {@code alternatives.UnlinkedLosesNext}.
 */
public final class UnlinkVersusEnd {

    /** Enough for the ender to meet the unlinking among them. */
    private static final int DEAD = 6;

    private UnlinkVersusEnd() {}

    /** Oldest first: live, the one that ends, dead ones, live. r1, r2 = causes of the live ones, r3 = of the one that ends. */
    @JCStressTest
    @Outcome(id = "A, A, A", expect = ACCEPTABLE, desc = "the parent took it along")
    @Outcome(id = "A, A, B", expect = ACCEPTABLE, desc = "it ended by itself")
    @Outcome(expect = FORBIDDEN, desc = "I3, I5: a live link is lost")
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
            r.r3 = Races.causeOf(ending);
        }
    }

    /** The same with actions, which are all on the base stripe. r1 = stop() was true, r2 = runs; the one that is stopped counts 100. */
    @JCStressTest
    @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "stopped; the others ran")
    @Outcome(id = "false, 102", expect = ACCEPTABLE, desc = "all ran")
    @Outcome(expect = FORBIDDEN, desc = "I1, I3, I5: a live link is lost, or told twice")
    @State
    public static class Striped {

        private final CancelNode parent = Races.striped();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration stopped;

        public Striped() {
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
