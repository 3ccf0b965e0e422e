package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Registration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: the begin of a scheduled action against what keeps it from running. Guards A1: no action begins after the end
 * of its context. Guards A2: whoever awaits an action that has begun finds it over. Contract 25, 26.
 *
 * <p>Broken: {@code broken.TakeWithoutCas}.
 */
public final class BeginVersusStop {

    private BeginVersusStop() {}

    /** r1 = what stopAndAwait returned, r2 = runs seen after it, r3 = what the wheel has left. */
    @JCStressTest
    @Outcome(id = "true, 0, idle", expect = ACCEPTABLE, desc = "stopped")
    @Outcome(id = "false, 1, idle", expect = ACCEPTABLE, desc = "it ran, and is over")
    @Outcome(expect = FORBIDDEN, desc = "it runs after a stop, or is not over")
    @State
    public static class Stop {

        private final Driven driven = new Driven();
        private int runs; // A2: what the action did happens before the return.
        private final Registration action = driven.live().scheduleAfterNanos(Driven.NEAR, () -> runs++);

        @Actor
        public void wheel() {
            driven.passNear();
        }

        @Actor
        public void stop(ZIL_Result r) {
            try {
                r.r1 = action.stopAndAwait();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            r.r2 = runs;
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = driven.wheel();
        }
    }

    /** r1 = when the action ran, r2 = what the wheel has left. */
    @JCStressTest
    @Outcome(id = "never, idle", expect = ACCEPTABLE, desc = "the end was first")
    @Outcome(id = "in time, idle", expect = ACCEPTABLE, desc = "the action was first")
    @Outcome(expect = FORBIDDEN, desc = "it began after the end")
    @State
    public static class End {

        private final Driven driven = new Driven();
        private final CancelNode context = driven.live();
        private volatile boolean hasEnded;
        private boolean wasOver;
        private String ran = "never";

        public End() {
            var unused = context.scheduleAfterNanos(Driven.NEAR, () -> ran = wasOver ? "late" : "in time");
        }

        @Actor
        public void wheel() {
            wasOver = hasEnded;
            driven.passNear();
        }

        @Actor
        public void end() {
            context.cancel();
            hasEnded = true;
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = ran;
            r.r2 = driven.wheel();
        }
    }
}
