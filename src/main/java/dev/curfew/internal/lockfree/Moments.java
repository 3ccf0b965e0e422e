package dev.curfew.internal.lockfree;

import dev.curfew.internal.Deadlines;

/**
 * The word that decides between a renewal and the end at a time, of a {@link LeaseNode} and of a {@link ScopeSlot}. A
 * moment is a time on the scale of {@link LockFreeCore#leaseTime}, which is not negative, so its sign is free to claim
 * it.
 */
final class Moments {

    /** The sign of a claimed moment. */
    static final long CLAIMED = Long.MIN_VALUE;
    /** The moment of what does not end by itself. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long LAST = NEVER - 1;

    private Moments() {}

    /**
     * The moment of a time, or {@link #NEVER} for {@link Deadlines#NONE}. A moment after the last one is the last one, so
     * that it is not early.
     *
     * @param now {@code nowNanos} on the scale of moments
     */
    static long of(long timeNanos, long nowNanos, long now) {
        return timeNanos == Deadlines.NONE ? NEVER : Math.max(0, now + Math.min(timeNanos - nowNanos, LAST - now));
    }

    /** Whether a moment that is not claimed has come. */
    static boolean isDue(long moment, long now) {
        return moment != NEVER && moment - now <= 0;
    }

    static boolean isClaimed(long moment) {
        return moment < 0;
    }

    /** The time that was claimed, or is not. */
    static long withoutClaim(long moment) {
        return moment & ~CLAIMED;
    }
}
