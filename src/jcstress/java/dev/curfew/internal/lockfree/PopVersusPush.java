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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Race: popping a dead newest link against a push on it. Guards L2, K1: both CAS the same word, so neither overwrites
 * the other's change. Guards K3: the popped link is out of the stack.
 *
 * <p>Broken: {@code broken.PopWithoutCas}.
 */
public final class PopVersusPush {

    private PopVersusPush() {}

    /**
     * The stack is on the parent's word. r1 = what the parent reaches, and whether the dead child is gone, r2, r3 =
     * causes of the child below the dead one and of the pushed child, after the parent's end.
     */
    @JCStressTest
    @Outcome(id = "2 live gone, A, A", expect = ACCEPTABLE, desc = "both on the stack")
    @Outcome(expect = FORBIDDEN, desc = "K1: a live link is lost; K3: a dead one is kept")
    @State
    public static class OneWord {

        private final CancelNode parent = Races.live();
        private final CancelNode below = Races.childOf(parent);
        private final CancelNode newest = Races.childOf(parent);
        private @Nullable CancelNode pushed;

        @Actor
        public void pop() {
            newest.cancel(Races.B);
        }

        @Actor
        public void push() {
            pushed = Races.childOf(parent);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, newest);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(below);
            r.r3 = Races.causeOf(pushed);
        }
    }

    /**
     * The stack is in a table, and has actions. r1 = runs; a run of the stopped action counts 100, a dead link that is
     * kept 1000.
     */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both on the stack")
    @Outcome(expect = FORBIDDEN, desc = "K1: a live link is lost; K3: a dead one is kept")
    @State
    public static class WithTable {

        private final CancelNode parent = Races.withTable();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration newest;

        public WithTable() {
            parent.onDone(runs::incrementAndGet);
            newest = parent.onDone(() -> runs.addAndGet(100));
        }

        @Actor
        public void pop() {
            newest.stop();
        }

        @Actor
        public void push() {
            parent.onDone(runs::incrementAndGet);
        }

        @Arbiter
        public void afterwards(I_Result r) {
            int kept = Reached.from(parent).equals("2 live") ? 0 : 1000;
            parent.cancel(Races.A);
            r.r1 = runs.get() + kept;
        }
    }
}
