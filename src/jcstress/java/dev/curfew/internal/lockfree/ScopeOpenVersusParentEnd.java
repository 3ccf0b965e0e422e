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
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: opening a scope, and registering its action, against the end of the context above the pool. Guards F2, F5: the
 * scope is done, and its action runs once, on the ending thread or on the owner.
 *
 * <p>r1 = what {@code onDone} returned, r2 = runs, r3 = the cause of the scope and of a scope that was open before, and
 * what the wheel has left. Contract 2, 3, 32.
 *
 * <p>Broken: {@code broken.NoRereadAfterAdd}.
 */
@Outcome(id = "true, 1, A A idle", expect = ACCEPTABLE, desc = "registered first; the ending thread ran it")
@Outcome(id = "false, 1, A A idle", expect = ACCEPTABLE, desc = "ended first")
@Outcome(expect = FORBIDDEN, desc = "F5: lost, or run twice, or a scope or a timer has outlived the parent")
public final class ScopeOpenVersusParentEnd {

    private ScopeOpenVersusParentEnd() {}

    /** The scope has no deadline. */
    @JCStressTest
    @JCStressMeta(ScopeOpenVersusParentEnd.class)
    @State
    public static class Endless {

        private final CancelNode parent = Races.live();
        private final ScopeSlots scopes = Races.scopes(parent, 2);
        private final long before = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();
        private long scope;

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Actor
        public void owner(ZIL_Result r) {
            scope = scopes.open();
            r.r1 = scopes.onDone(scope, runs::incrementAndGet);
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r2 = runs.get();
            r.r3 = Races.show(scopes.cause(scope)) + " " + Races.show(scopes.cause(before)) + " idle";
        }
    }

    /** The scope has a deadline: its timer is cancelled, or never armed. */
    @JCStressTest
    @JCStressMeta(ScopeOpenVersusParentEnd.class)
    @State
    public static class Armed {

        private final Driven driven = new Driven();
        private final CancelNode parent = driven.live();
        private final ScopeSlots scopes = driven.scopes(parent, 2);
        private final long before = scopes.open(Driven.FAR);
        private final AtomicInteger runs = new AtomicInteger();
        private long scope;

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Actor
        public void owner(ZIL_Result r) {
            scope = scopes.open(Driven.FAR);
            r.r1 = scopes.onDone(scope, runs::incrementAndGet);
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r2 = runs.get();
            r.r3 = Races.show(scopes.cause(scope)) + " " + Races.show(scopes.cause(before)) + " " + driven.wheel();
        }
    }

    /** The wheel thread files the timer of the open scope again, while the parent ends. */
    @JCStressTest
    @JCStressMeta(ScopeOpenVersusParentEnd.class)
    @State
    public static class FiledAgain {

        private final Driven driven = new Driven();
        private final CancelNode parent = driven.live();
        private final ScopeSlots scopes = driven.scopes(parent, 1);
        private final long scope = scopes.open(Driven.NEAR);
        private final AtomicInteger runs = new AtomicInteger();

        public FiledAgain() {
            scopes.renew(scope, Driven.FAR);
            scopes.onDone(scope, runs::incrementAndGet);
            driven.drive();
        }

        @Actor
        public void end(ZIL_Result r) {
            r.r1 = parent.cancel(Races.A);
        }

        @Actor
        public void wheel() {
            driven.passNear();
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r2 = runs.get();
            r.r3 = Races.show(scopes.cause(scope)) + " " + Races.show(parent.cause()) + " " + driven.wheel();
        }
    }
}
