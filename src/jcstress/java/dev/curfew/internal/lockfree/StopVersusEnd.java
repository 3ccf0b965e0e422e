package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: stopping an action against the end of its context. Guards L1 for actions: either the action runs, or
 * {@code stop()} returns true.
 *
 * <p>r1 = what {@code stop()} returned, r2 = runs.
 *
 * <p>Broken: {@code broken.TakeWithoutCas}.
 */
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "stopped")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "ran")
@Outcome(id = "true, 1", expect = FORBIDDEN, desc = "ran after stop() was true")
@Outcome(id = "false, 0", expect = FORBIDDEN, desc = "lost")
@Outcome(expect = FORBIDDEN, desc = "ran twice")
public final class StopVersusEnd {

    private StopVersusEnd() {}

    /** The context has a stack. */
    @JCStressTest
    @JCStressMeta(StopVersusEnd.class)
    @State
    public static class OneWord {

        private final CancelNode node = Races.live();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration registration = node.onDone(runs::incrementAndGet);

        @Actor
        public void stop(ZI_Result r) {
            r.r1 = registration.stop();
        }

        @Actor
        public void end() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = runs.get();
        }
    }

    /** The context has a table: stopping unlinks from its stack while the ending thread walks that. */
    @JCStressTest
    @JCStressMeta(StopVersusEnd.class)
    @State
    public static class WithTable {

        private final CancelNode node = Races.withTable();
        private final AtomicInteger runs = new AtomicInteger();
        private final Registration registration = node.onDone(runs::incrementAndGet);

        @Actor
        public void stop(ZI_Result r) {
            r.r1 = registration.stop();
        }

        @Actor
        public void end() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = runs.get();
        }
    }
}
