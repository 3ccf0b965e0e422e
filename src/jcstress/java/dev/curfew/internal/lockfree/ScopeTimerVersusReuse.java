package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Race: the wheel fires the timer of a slot against the owner, who opens the next scope of the slot. Guards Z5, Z6, Z7:
 * the timer of an old life ends no scope of a later one, the deadline of the next scope is met, and no timer is left
 * after it. Guards T5: the timer is pending once, so other timers in the inbox are not lost.
 *
 * <p>r1 = the next scope before its deadline, r2 = that scope at its deadline, r3 = what the wheel has left. Contract
 * 32, 33.
 *
 * <p>Broken: {@code broken.TaskWithoutReread}, {@code broken.ArmOverWithoutCas}.
 */
@Outcome(id = "live, exceeded, idle", expect = ACCEPTABLE, desc = "the next scope has its own deadline")
@Outcome(expect = FORBIDDEN, desc = "Z5, Z6, T5: ended early, never, or a timer is left")
public final class ScopeTimerVersusReuse {

    private ScopeTimerVersusReuse() {}

    /** A pool of one on a wheel that an actor drives. */
    abstract static class Reuse {

        final Driven driven = new Driven();
        final CancelNode parent = driven.live();
        final ScopeSlots scopes = driven.scopes(parent, 1);
        long scope = scopes.open(Driven.NEAR);

        Reuse() {
            driven.drive();
        }

        /** The first scope is released, and the next one is opened, unless the wheel thread is inside the slot. */
        void reuse(long deadlineNanos) {
            scopes.release(scope);
            scope = Races.openIfFree(scopes, deadlineNanos);
        }

        void show(LLL_Result r, long deadlineNanos) {
            if (scope == 0) {
                scope = scopes.open(deadlineNanos);
            }
            driven.wheelAt(deadlineNanos - 1);
            r.r1 = Races.show(scopes.cause(scope));
            r.r3 = driven.wheelAt(deadlineNanos);
            r.r2 = Races.show(scopes.cause(scope));
        }
    }

    /** The timer covers the next deadline, and is filed for it or for none. */
    @JCStressTest
    @JCStressMeta(ScopeTimerVersusReuse.class)
    @State
    public static class Later extends Reuse {

        @Actor
        public void wheel() {
            driven.passNear();
        }

        @Actor
        public void owner() {
            reuse(Driven.FAR);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            show(r, Driven.FAR);
        }
    }

    /**
     * The timer is filed for the moment of the old scope, which is after the next deadline: another timer replaces
     * it.
     */
    @JCStressTest
    @JCStressMeta(ScopeTimerVersusReuse.class)
    @State
    public static class Nearer extends Reuse {

        public Nearer() {
            scopes.renew(scope, Driven.FAR);
        }

        @Actor
        public void wheel() {
            driven.passNear();
        }

        @Actor
        public void owner() {
            reuse(2 * Driven.NEAR);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            show(r, 2 * Driven.NEAR);
            r.r3 = driven.wheelAt(Driven.FAR);
        }
    }

    /**
     * The next scope has no deadline, so the task finds that the timer is over, while the owner renews the scope. The
     * owner has just armed another timer, which is behind the timer of the slot in the inbox.
     */
    @JCStressTest
    @JCStressMeta(ScopeTimerVersusReuse.class)
    @State
    public static class Renewed extends Reuse {

        private @Nullable CancelNode other;

        public Renewed() {
            scopes.release(scope);
            scope = scopes.open(Context.NO_DEADLINE);
        }

        @Actor
        public void wheel() {
            driven.passNear();
        }

        @Actor
        public void owner() {
            other = driven.derive(parent, Driven.FAR);
            scopes.renew(scope, Driven.FAR);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            show(r, Driven.FAR);
            r.r3 += Races.causeOf(other).equals("B") ? "" : ", another timer is lost";
        }
    }

    /** A poll ends the old scope, or comes too late for that. */
    @JCStressTest
    @JCStressMeta(ScopeTimerVersusReuse.class)
    @State
    public static class Polled extends Reuse {

        private final long old = scope;

        @Actor
        public void poll() {
            scopes.expireIfDue(old, Driven.NEAR);
        }

        @Actor
        public void owner() {
            reuse(Driven.FAR);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            show(r, Driven.FAR);
        }
    }
}
