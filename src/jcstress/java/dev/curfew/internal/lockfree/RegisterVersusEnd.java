package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Race: registering an action against the end of its context. Guards L1, K1, C1, S2: the action runs once, on the
 * ending thread or on the thread that registers it. With a table both may try.
 *
 * <p>r1 = runs when the registration returned, r2 = runs at last.
 *
 * <p>Broken: those of {@link AttachVersusEnd}, whose links the same code attaches, and that of {@link StopVersusEnd}
 * for two runs.
 */
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "registered first; the ending thread ran it")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "ended meanwhile")
@Outcome(expect = FORBIDDEN, desc = "L1, C1: lost, or run twice")
public final class RegisterVersusEnd {

    private RegisterVersusEnd() {}

    /** The context has a stack: register and end CAS one word. */
    @JCStressTest
    @JCStressMeta(RegisterVersusEnd.class)
    @State
    public static class OneWord {

        private final CancelNode node = Races.live();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void register(II_Result r) {
            node.onDone(runs::incrementAndGet);
            r.r1 = runs.get();
        }

        @Actor
        public void end() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(II_Result r) {
            r.r2 = runs.get();
        }
    }

    /** The context has a table, whose stack is walked after the end. */
    @JCStressTest
    @JCStressMeta(RegisterVersusEnd.class)
    @State
    public static class WithTable {

        private final CancelNode node = Races.withTable();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void register(II_Result r) {
            node.onDone(runs::incrementAndGet);
            r.r1 = runs.get();
        }

        @Actor
        public void end() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(II_Result r) {
            r.r2 = runs.get();
        }
    }
}
