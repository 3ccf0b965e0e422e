package dev.curfew.internal;

import java.time.Duration;

/**
 * Arithmetic with points in time that wrap, as {@link System#nanoTime()} does.
 *
 * <p>Every deadline is at most {@link #MAX_NANOS} after now, so that the sign of a difference tells which of two points
 * in time is earlier. No deadline is {@link #NONE}.
 */
public final class Deadlines {

    /** In place of a deadline: there is none. The same as {@code Context.NO_DEADLINE}. */
    public static final long NONE = Long.MAX_VALUE;

    /** How far away a deadline may be, in nanoseconds: about 146 years. */
    public static final long MAX_NANOS = 1L << 62;

    private static final Duration MAX = Duration.ofNanos(MAX_NANOS);
    private static final Duration MIN = MAX.negated();

    private Deadlines() {}

    /**
     * The point in time that is {@code timeoutNanos} after now, at most {@link #MAX_NANOS} from now. A negative timeout
     * gives a point before now.
     */
    public static long after(long nowNanos, long timeoutNanos) {
        long deadline = nowNanos + Math.max(-MAX_NANOS, Math.min(timeoutNanos, MAX_NANOS));
        return deadline == NONE ? deadline + 1 : deadline;
    }

    /** Whether a deadline is earlier than another one; either may be {@link #NONE}. */
    public static boolean isEarlier(long deadlineNanos, long otherNanos) {
        return deadlineNanos != NONE && (otherNanos == NONE || deadlineNanos - otherNanos < 0);
    }

    /** The duration in nanoseconds, saturated at {@link #MAX_NANOS} on either side. */
    public static long toNanos(Duration duration) {
        if (duration.compareTo(MAX) >= 0) {
            return MAX_NANOS;
        }
        return duration.compareTo(MIN) <= 0 ? -MAX_NANOS : duration.toNanos();
    }
}
