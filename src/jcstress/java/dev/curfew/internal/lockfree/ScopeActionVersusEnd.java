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
 * action runs once or is stopped, and those that an ending thread runs come in their order. And a thread that ends the
 * scope against the end of the parent. Guards F9: one of the two runs all actions.
 *
 * <p>Broken: {@code broken.NoRereadAfterAdd}, {@code broken.TakeScopeActionWithoutCas}, {@code broken.WalkTakesAll},
 * {@code broken.NoLookAtThePool}.
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

    /** r1 = what {@code cancel} of the scope returned, r2 = the beginnings and ends of the actions, r3 = how many. */
    @JCStressTest
    @Outcome(id = "(true|false), aabb, 4", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(expect = FORBIDDEN, desc = "F9: lost, run twice, in another order, or two at once")
    @State
    public static class TwoEnds {

        private final CancelNode parent = Races.live();
        private final ScopeSlots scopes = Races.scopes(parent, 1);
        private final long scope = scopes.open();
        private final StringBuffer ran = new StringBuffer();

        public TwoEnds() {
            scopes.onDone(scope, () -> ran.append('a').append('a'));
            scopes.onDone(scope, () -> ran.append('b').append('b'));
        }

        @Actor
        public void cancel(ZLI_Result r) {
            r.r1 = scopes.cancel(scope, null);
        }

        @Actor
        public void end() {
            parent.cancel();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = ran.toString();
            r.r3 = ran.length();
        }
    }

    /** The action of the owner comes too late, and finds everything below the scope done (C3). */
    @JCStressTest
    @Outcome(id = "(true|false), done, 1", expect = ACCEPTABLE, desc = "the child of the view was done")
    @Outcome(expect = FORBIDDEN, desc = "C3: the action has met a live child, was lost, or ran twice")
    @State
    public static class Below {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final CancelNode child = Races.childOf((CancelNode) scopes.context(scope));
        private final StringBuffer seen = new StringBuffer();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void end() {
            scopes.cancel(scope, null);
        }

        @Actor
        public void register(ZLI_Result r) {
            r.r1 = scopes.onDone(scope, () -> {
                runs.incrementAndGet();
                seen.append(child.isDone() ? "done" : "live");
            });
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = seen.toString();
            r.r3 = runs.get();
        }
    }
}
