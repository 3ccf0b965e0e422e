package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: the owner renews a scope against what ends it at its deadline. Guards Z5: after a renewal that returned true
 * the scope is live until the new moment, and has a timer for it; after false it is done.
 *
 * <p>r1 = what the renewal returned, r2 = the scope is done, r3 = what the wheel has left, and the scope at the new
 * moment.
 *
 * <p>Broken: {@code broken.RenewScopeWithoutClaim}, {@code broken.TaskWithoutReread}.
 */
@Outcome(id = "true, false, armed exceeded idle", expect = ACCEPTABLE, desc = "renewed in time")
@Outcome(
        id = {"false, true, armed exceeded idle", "false, true, idle exceeded idle"},
        expect = ACCEPTABLE,
        desc = "the moment came first")
@Outcome(expect = FORBIDDEN, desc = "Z5: a renewed scope ends early, or an end is lost")
public final class ScopeRenewVersusExpire {

    private ScopeRenewVersusExpire() {}

    /** A scope that is due after one step of the clock. */
    abstract static class Due {

        final Driven driven = new Driven();
        final ScopeSlots scopes = driven.scopes(driven.live(), 1);
        final long scope = scopes.open(Driven.NEAR);

        void show(ZZL_Result r, long moment) {
            String before = driven.wheel();
            r.r2 = scopes.isDone(scope);
            String after = driven.wheelAt(moment);
            r.r3 = before + " " + Races.show(scopes.cause(scope)) + " " + after;
        }
    }

    /** The wheel thread ends the scope. Its timer is in the inbox. */
    @JCStressTest
    @JCStressMeta(ScopeRenewVersusExpire.class)
    @State
    public static class WheelFires extends Due {

        @Actor
        public void wheel() {
            driven.passNear();
        }

        @Actor
        public void renew(ZZL_Result r) {
            r.r1 = scopes.renew(scope, Driven.FAR);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            show(r, Driven.FAR);
        }
    }

    /** A poll ends the scope. */
    @JCStressTest
    @JCStressMeta(ScopeRenewVersusExpire.class)
    @State
    public static class PollExpires extends Due {

        @Actor
        public void poll() {
            scopes.expireIfDue(scope, Driven.NEAR);
        }

        @Actor
        public void renew(ZZL_Result r) {
            r.r1 = scopes.renew(scope, Driven.FAR);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            show(r, Driven.FAR);
        }
    }

    /** The wheel thread files the timer for a far moment, while the owner renews to an earlier one. */
    @JCStressTest
    @JCStressMeta(ScopeRenewVersusExpire.class)
    @State
    public static class Earlier extends Due {

        public Earlier() {
            scopes.renew(scope, Driven.FAR);
            driven.drive();
        }

        @Actor
        public void wheel() {
            driven.passNear();
        }

        @Actor
        public void renew(ZZL_Result r) {
            r.r1 = scopes.renew(scope, Driven.FAR / 2);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            show(r, Driven.FAR / 2);
            String[] shown = String.valueOf(r.r3).split(" ");
            r.r3 = shown[0] + " " + shown[1] + " " + driven.wheelAt(Driven.FAR);
        }
    }
}
