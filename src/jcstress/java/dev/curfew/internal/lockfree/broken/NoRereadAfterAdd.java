package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * {@link Flaw#NO_REREAD_AFTER_ADD}: an action is added behind the end, and never runs. r1 = what onDone returned, r2
 * = runs.
 */
public final class NoRereadAfterAdd {

    private NoRereadAfterAdd() {}

    /** ScopeActionVersusEnd.Register. */
    @JCStressTest
    @Outcome(
            id = {"true, 1", "false, 1"},
            expect = ACCEPTABLE,
            desc = "ran once")
    @Outcome(expect = FORBIDDEN, desc = "lost")
    @State
    public static class Register {

        private final ScopeModel slot = new ScopeModel(Flaw.NO_REREAD_AFTER_ADD);
        private final long scope = slot.open();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void end() {
            slot.cancel(scope, "A");
        }

        @Actor
        public void register(ZI_Result r) {
            r.r1 = slot.onDone(scope, 0, runs::incrementAndGet);
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = runs.get();
        }
    }

    /** ScopeOpenVersusParentEnd. */
    @JCStressTest
    @Outcome(
            id = {"true, 1", "false, 1"},
            expect = ACCEPTABLE,
            desc = "ran once")
    @Outcome(expect = FORBIDDEN, desc = "lost")
    @State
    public static class Open {

        private final ScopeModel slot = new ScopeModel(Flaw.NO_REREAD_AFTER_ADD);
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void end() {
            slot.endPool("A");
        }

        @Actor
        public void owner(ZI_Result r) {
            r.r1 = slot.onDone(slot.open(), 0, runs::incrementAndGet);
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = runs.get();
        }
    }
}
