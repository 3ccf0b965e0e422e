package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLI_Result;

/**
 * Race: the owner registers or stops actions of a scope against a thread that ends the scope. Guards F5, F7, F8: each
 * action runs once or is stopped, and those that the ending thread runs come in their order.
 *
 * <p>Broken: {@code broken.NoRereadAfterAdd}, {@code broken.TakeScopeActionWithoutCas}.
 */
public final class ScopeActionVersusEnd {

    private ScopeActionVersusEnd() {}

    /** r1 = what {@code onDone} returned, r2 = the first runs when it returned, r3 = runs at last. */
    @JCStressTest
    @Outcome(id = "true, [01], 1", expect = ACCEPTABLE, desc = "registered first; the ending thread ran it")
    @Outcome(id = "false, 1, 1", expect = ACCEPTABLE, desc = "ended first; the owner ran it")
    @Outcome(expect = FORBIDDEN, desc = "F5, F7: lost, or run twice")
    @State
    public static class Register {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void end() {
            scopes.cancel(scope, null);
        }

        @Actor
        public void register(ZLI_Result r) {
            r.r1 = scopes.onDone(scope, runs::incrementAndGet);
            r.r2 = String.valueOf(runs);
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r3 = runs.get();
        }
    }

    /**
     * The cells are not in the order of registration, because one was stopped. r1 = whether the last registration was
     * in time, r2 = the order of what ran, r3 = how many.
     */
    @JCStressTest
    @Outcome(id = "true, bcd, 3", expect = ACCEPTABLE, desc = "in their order")
    @Outcome(id = "false, (bcd|cdb|cbd|dbc|bdc), 3", expect = ACCEPTABLE, desc = "the owner ran what came too late")
    @Outcome(expect = FORBIDDEN, desc = "F8: lost, run twice, or in another order")
    @State
    public static class Order {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final StringBuffer ran = new StringBuffer();

        public Order() {
            Runnable stopped = () -> ran.append('a');
            scopes.onDone(scope, stopped);
            scopes.onDone(scope, () -> ran.append('b'));
            scopes.stop(scope, stopped);
        }

        @Actor
        public void end() {
            scopes.cancel(scope, null);
        }

        @Actor
        public void register(ZLI_Result r) {
            scopes.onDone(scope, () -> ran.append('c'));
            r.r1 = scopes.onDone(scope, () -> ran.append('d'));
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = ran.toString();
            r.r3 = ran.length();
        }
    }

    /** r1 = what {@code stop} returned, r2 = nothing, r3 = runs. */
    @JCStressTest
    @Outcome(id = "true, stop, 0", expect = ACCEPTABLE, desc = "stopped")
    @Outcome(id = "false, stop, 1", expect = ACCEPTABLE, desc = "ran")
    @Outcome(expect = FORBIDDEN, desc = "F7: lost, or ran though it was stopped")
    @State
    public static class Stop {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();
        private final Runnable action = runs::incrementAndGet;

        public Stop() {
            scopes.onDone(scope, action);
        }

        @Actor
        public void end() {
            scopes.cancel(scope, null);
        }

        @Actor
        public void stop(ZLI_Result r) {
            r.r1 = scopes.stop(scope, action);
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = "stop";
            r.r3 = runs.get();
        }
    }
}
