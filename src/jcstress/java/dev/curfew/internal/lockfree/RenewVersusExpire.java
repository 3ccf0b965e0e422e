package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Lease;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: a renewal against what ends the lease. r1 = what the renewal returned, r2 = the lease is done, r3 = what the
 * wheel has left. Guards U1, U2: after a renewal that returned true the lease is live, after false it is done. Guards
 * U3, U4: a live lease has a timer, and no timer outlives the lease. Contract 24.
 *
 * <p>Broken: {@code broken.RenewWithoutClaim}.
 */
@Outcome(id = "true, false, armed", expect = ACCEPTABLE, desc = "renewed in time")
@Outcome(id = "false, true, idle", expect = ACCEPTABLE, desc = "the moment came first")
@Outcome(expect = FORBIDDEN, desc = "a renewed lease ends early, or an end is lost")
public final class RenewVersusExpire {

    private RenewVersusExpire() {}

    /** The wheel thread ends the lease. */
    @JCStressTest
    @JCStressMeta(RenewVersusExpire.class)
    @State
    public static class WheelFires {

        private final Driven driven = new Driven();
        private final Lease lease = driven.live().withLeaseNanos(Driven.NEAR);

        @Actor
        public void wheel() {
            driven.passNear();
        }

        @Actor
        public void renew(ZZL_Result r) {
            r.r1 = lease.renewUntilNanos(Driven.FAR);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r2 = lease.isDone();
            r.r3 = driven.wheel();
        }
    }

    /** A poll ends the lease. */
    @JCStressTest
    @JCStressMeta(RenewVersusExpire.class)
    @State
    public static class PollExpires {

        private final Driven driven = new Driven();
        private final Lease lease = driven.live().withLeaseNanos(Driven.NEAR);

        @Actor
        public void poll() {
            lease.expireIfDue(Driven.NEAR);
        }

        @Actor
        public void renew(ZZL_Result r) {
            r.r1 = lease.renewUntilNanos(Driven.FAR);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r2 = lease.isDone();
            r.r3 = driven.wheel();
        }
    }

    /** The lease is cancelled while a renewal to an earlier moment arms a timer. */
    @JCStressTest
    @Outcome(id = "true, true, idle", expect = ACCEPTABLE, desc = "renewed, then cancelled")
    @Outcome(id = "false, true, idle", expect = ACCEPTABLE, desc = "cancelled first")
    @Outcome(expect = FORBIDDEN, desc = "a timer outlives its lease")
    @State
    public static class CancelAgainstEarlier {

        private final Driven driven = new Driven();
        private final Lease lease = driven.live().withLeaseNanos(Driven.FAR);

        @Actor
        public void cancel() {
            lease.cancel();
        }

        @Actor
        public void renew(ZZL_Result r) {
            r.r1 = lease.renewUntilNanos(Driven.FAR / 2);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r2 = lease.isDone();
            r.r3 = driven.wheel();
        }
    }
}
