package dev.curfew.internal.lockfree;

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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * Race: unlinking from the interior, which first pops a dead newest link, against a push. Guards K1: the parent's end
 * finds every live link. Guards K3: no dead link stays, whichever thread ended it.
 *
 * <p>Broken: {@code broken.PopWithoutCas}.
 */
public final class UnlinkVersusAttach {

    private UnlinkVersusAttach() {}

    /**
     * Oldest first: a live child, the child that ends, a live child, a dead child. r1 = what the parent reaches, and
     * whether the child that ended is gone, r2, r3, r4 = the causes of the live ones and of the new one.
     */
    @JCStressTest
    @Outcome(id = "3 live gone, A, A, A", expect = ACCEPTABLE, desc = "all ended, nothing dead kept")
    @Outcome(expect = FORBIDDEN, desc = "K1: a live link is lost; K3: a dead one is kept")
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
        public void afterwards(LLLL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, ending);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(oldest);
            r.r3 = Races.causeOf(newest);
            r.r4 = Races.causeOf(pushed);
        }
    }

    /**
     * The same with actions on the stack of a table. r1 = runs of the live ones; a dead link that is kept counts 1000.
     */
    @JCStressTest
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "all ran")
    @Outcome(expect = FORBIDDEN, desc = "K1: a live link is lost; K3: a dead one is kept")
    @State
    public static class WithTable {

        private final CancelNode parent = Races.withTable();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration stopped;

        public WithTable() {
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
            int kept = Reached.from(parent).equals("3 live") ? 0 : 1000;
            parent.cancel(Races.A);
            r.r1 = runs.get() + kept;
        }
    }
}
