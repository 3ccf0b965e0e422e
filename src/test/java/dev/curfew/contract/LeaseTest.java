package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ForwardingContext;
import dev.curfew.Lease;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.Semantic;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Leases below each foreign shape: renewed, passed, and never early. */
@EveryShape
@Semantic(24)
class LeaseTest extends Contract {

    private final Reason idle = new Reason("idle");

    private static void untilDone(Context context) {
        Background.until("done: " + context, context::isDone);
    }

    @Test
    void itEndsAtItsMoment() {
        Lease lease = origin().withLeaseNanos(MILLI);
        Lease withCause = origin().withLease(Duration.ofMillis(1), idle);
        Context below = lease.withCancel();
        untilDone(lease);
        untilDone(withCause);
        assertTrue(runtime.clock().nanoTime() - lease.expiresNanos() >= 0, "not early");
        assertExpired(lease);
        assertExpired(below);
        assertEnded(withCause, Context.DEADLINE_EXCEEDED, idle);
    }

    @Test
    void aRenewalMovesTheEnd() {
        Lease lease = origin().withLeaseNanos(HOUR_NANOS);
        long before = lease.expiresNanos();
        assertTrue(lease.renewNanos(2 * HOUR_NANOS));
        assertTrue(lease.expiresNanos() - before >= HOUR_NANOS);
        assertTrue(lease.renew(HOUR));
        assertTrue(lease.renew());
        assertTrue(lease.renewUntilNanos(before + 7));
        assertEquals(before + 7, lease.expiresNanos());
        assertTrue(lease.renewUntilNanos(Context.NO_DEADLINE));
        assertEquals(Context.NO_DEADLINE, lease.expiresNanos());
        assertTrue(lease.renew(HOUR), "to an earlier moment");
        lease.renewNanos(MILLI); // This thread may stall until the moment has come, and then the answer is false.
        untilDone(lease);
        assertExpired(lease);
        assertFalse(lease.renew(HOUR));
        assertFalse(lease.renewUntilNanos(Context.NO_DEADLINE));
    }

    @Test
    void aLeaseThatIsRenewedInTimeLives() {
        Lease lease;
        do {
            lease = origin().withLeaseNanos(20 * MILLI);
        } while (!lease.renewNanos(HOUR_NANOS)); // This thread may stall until the lease has ended.
        long begin = runtime.clock().nanoTime();
        while (runtime.clock().nanoTime() - begin < 100 * MILLI) {
            assertTrue(lease.renewNanos(HOUR_NANOS));
            assertTrue(lease.renewNanos(HOUR_NANOS / 2), "to an earlier moment");
        }
        assertLive(lease);
    }

    @Test
    void itIsNoDeadline() {
        Lease lease = origin().withLease(HOUR);
        assertEquals(Context.NO_DEADLINE, lease.deadlineNanos());
        CancelContext parent = origin().withTimeout(HOUR);
        Lease bounded = parent.withLease(Duration.ofDays(1));
        assertEquals(parent.deadlineNanos(), bounded.deadlineNanos());
        assertEquals(parent.deadlineNanos(), bounded.withCancel().deadlineNanos());
        assertTrue(lease.withTimeout(Duration.ofDays(1)).hasDeadline());
    }

    @Test
    void expireIfDueEndsLeasesAtAndAbove() {
        Lease outer = root.withLease(HOUR);
        Lease inner = outer.withTimeout(Duration.ofDays(2)).withLease(Duration.ofDays(1));
        Context below = inner.withCancel().withTimeout(Duration.ofHours(3)).withCancel();
        assertFalse(below.expireIfDue(outer.expiresNanos() - 1));
        assertTrue(below.expireIfDue(outer.expiresNanos()));
        assertExpired(outer);
        assertExpired(inner);
        Lease alone = root.withLease(HOUR, idle);
        assertTrue(alone.expireIfDue(alone.expiresNanos()));
        assertEnded(alone, Context.DEADLINE_EXCEEDED, idle);
    }

    /** A context of this runtime below a lease of another one, behind a context that forwards. */
    @Test
    @Semantic(9)
    void expireIfDueEndsLeasesOfAnotherRuntime() {
        ContextRuntime another = newRuntime();
        for (boolean hasDeadline : new boolean[] {false, true}) {
            Lease lease = another.background().withLease(HOUR);
            Context forwarding = new ForwardingContext(lease) {
                @Override
                public ContextRuntime runtime() {
                    return runtime;
                }
            };
            Context below = hasDeadline ? forwarding.withTimeout(Duration.ofDays(1)) : forwarding.withCancel();
            assertSame(runtime, below.withCancel().runtime());
            assertFalse(below.withCancel().expireIfDue(lease.expiresNanos() - 1));
            assertTrue(below.withCancel().expireIfDue(lease.expiresNanos()));
            assertExpired(lease);
        }
        another.close();
    }

    @Test
    @Semantic(9)
    void expireIfDueEndsTheNearestFirst() {
        Reason ofTop = new Reason("top");
        Reason ofBottom = new Reason("bottom");
        CancelContext top = root.withTimeout(Duration.ofHours(3), ofTop);
        Lease lease = top.withLease(Duration.ofHours(2), idle);
        CancelContext bottom = lease.withTimeout(HOUR, ofBottom);
        assertTrue(bottom.withCancel().expireIfDue(in(4 * HOUR_NANOS)));
        assertEnded(bottom, Context.DEADLINE_EXCEEDED, ofBottom);
        assertEnded(lease, Context.DEADLINE_EXCEEDED, idle);
        assertEnded(top, Context.DEADLINE_EXCEEDED, ofTop);
    }

    @Test
    void aMomentThatIsNotAfterNowEndsTheLease() {
        Lease lease = origin().withLease(HOUR, idle);
        assertFalse(lease.renewNanos(0));
        assertEnded(lease, Context.DEADLINE_EXCEEDED, idle);
        Lease past = origin().withLease(HOUR);
        assertFalse(past.renewUntilNanos(runtime.clock().nanoTime() - 1));
        assertExpired(past);
        assertExpired(origin().withLeaseNanos(0));
        assertExpired(origin().withLeaseNanos(-1));
        assertExpired(origin().withLease(Duration.ofSeconds(Long.MIN_VALUE)));
    }

    @Test
    void otherEndsWin() {
        CancelContext parent = root.withCancel();
        Lease lease = through(parent).withLease(HOUR);
        Lease cancelled = through(root).withLease(HOUR);
        parent.cancel(idle);
        settle();
        assertFalse(lease.renew());
        assertEndedThrough(lease, Context.CANCELED, idle);
        assertTrue(cancelled.cancel());
        assertFalse(cancelled.renew());
        assertCanceled(cancelled);
        assertEndedThrough(through(parent).withLease(HOUR), Context.CANCELED, idle);
    }

    @Test
    @Semantic(8)
    void momentsAreClamped() {
        Lease lease = origin().withLeaseNanos(Long.MAX_VALUE);
        assertTrue(lease.expiresNanos() - runtime.clock().nanoTime() > 0);
        assertTrue(lease.renew(Duration.ofSeconds(Long.MAX_VALUE)));
        assertTrue(lease.renewUntilNanos(runtime.clock().nanoTime() + (1L << 62) + HOUR_NANOS));
        assertLive(lease);
    }

    @Test
    @Semantic(10)
    void anEndedLeaseIsReleased() {
        CancelContext parent = root.withCancel();
        Context foreign = lettingGo(parent);
        Collected.despite(foreign, "a cancelled lease", () -> {
            Lease lease = foreign.withLease(HOUR);
            lease.renewNanos(HOUR_NANOS / 2);
            lease.cancel();
            return new WeakReference<>(lease);
        });
    }

    @Test
    @Semantic(14)
    void closingEndsLeases() {
        ContextRuntime closing = newRuntime();
        Lease lease = closing.background().withLease(HOUR);
        Lease endless = closing.background().withLease(HOUR);
        assertTrue(endless.renewUntilNanos(Context.NO_DEADLINE));
        closing.close();
        assertEquals(Context.CANCELED, lease.err());
        assertEquals(IllegalStateException.class, lease.cause().getClass());
        assertFalse(lease.renew());
        assertThrows(IllegalStateException.class, () -> closing.background().withLease(HOUR));
        assertExpired(closing.background().withLeaseNanos(0));
    }

    @Test
    @Semantic(15)
    void nullsAreNamed() {
        Lease lease = origin().withLease(HOUR);
        assertEquals(
                "duration",
                assertThrows(NullPointerException.class, () -> lease.renew(null))
                        .getMessage());
        assertEquals(
                "duration",
                assertThrows(NullPointerException.class, () -> origin().withLease(null))
                        .getMessage());
    }

    /** Each renewal that returned true is followed by a check that the lease did not end before that moment. */
    @Test
    void aRenewalThatReturnedTrueIsNeverFollowedByAnEarlierEnd() {
        for (int round = 0; round < 300; round++) {
            Lease lease = origin().withLeaseNanos(MILLI / 8);
            AtomicLong latest = new AtomicLong(lease.expiresNanos());
            AtomicBoolean over = new AtomicBoolean();
            Background.race(
                    () -> {
                        while (true) {
                            long moment = runtime.clock().nanoTime() + MILLI / 8;
                            if (!lease.renewUntilNanos(moment)) {
                                break;
                            }
                            latest.set(moment);
                            if (Math.random() < 0.01) {
                                Background.spinUntil(lease::isDone);
                                break;
                            }
                        }
                        over.set(true);
                    },
                    () -> Background.spinUntil(() -> {
                        long now = runtime.clock().nanoTime();
                        lease.expireIfDue(now);
                        return over.get();
                    }));
            assertExpired(lease);
            assertTrue(runtime.clock().nanoTime() - latest.get() >= 0, "the end came early");
        }
    }
}
