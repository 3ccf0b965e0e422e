package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Race: unlinking from the interior, which first pops dead heads, against a push. Guards I3, I4, I5: whatever order the
 * writes come in, every live link is found by the parent's end.
 *
 * <p>Broken: {@code alternatives.PopWithoutCas}.
 */
public final class UnlinkVersusAttach {

    private UnlinkVersusAttach() {}

    /** Oldest first: live, the one that ends, live, dead. r1, r2, r3 = the causes of the live and of the new one. */
    @JCStressTest
    @Outcome(id = "A, A, A", expect = ACCEPTABLE, desc = "all told")
    @Outcome(expect = FORBIDDEN, desc = "I5: a live link is lost")
    @State
    public static class OneWord {

        private final CancelNode parent = Races.live();
        private final CancelNode oldest = Races.childOf(parent);
        private final CancelNode ending = Races.childOf(parent);
        private final CancelNode newest = Races.childOf(parent);
        private @Nullable CancelNode pushed;

        public OneWord() {
            Races.deadChildOf(parent);
        }

        @Actor
        public void unlink() {
            ending.cancel(Races.B);
        }

        @Actor
        public void attach() {
            pushed = Races.childOf(parent);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            parent.cancel(Races.A);
            r.r1 = Races.causeOf(oldest);
            r.r2 = Races.causeOf(newest);
            r.r3 = Races.causeOf(pushed);
        }
    }

    /** The same with actions, which are all on the base stripe. r1 = how many of three live ones ran. */
    @JCStressTest
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "all ran")
    @Outcome(expect = FORBIDDEN, desc = "I5: a live link is lost")
    @State
    public static class Striped {

        private final CancelNode parent = Races.striped();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration stopped;

        public Striped() {
            parent.onDone(runs::incrementAndGet);
            stopped = parent.onDone(() -> runs.addAndGet(100));
            parent.onDone(runs::incrementAndGet);
            Races.deadActionOf(parent);
        }

        @Actor
        public void unlink() {
            stopped.stop();
        }

        @Actor
        public void attach() {
            parent.onDone(runs::incrementAndGet);
        }

        @Arbiter
        public void afterwards(I_Result r) {
            parent.cancel(Races.A);
            r.r1 = runs.get();
        }
    }
}
