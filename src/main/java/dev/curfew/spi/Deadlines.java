package dev.curfew.spi;

import dev.curfew.Context;
import java.time.Duration;

/**
 * Arithmetic with points in time that wrap, as {@link System#nanoTime()} does.
 *
 * <p>Every deadline is at most {@link #FURTHEST} after now, so that differences tell before from after for as long as
 * anything lives, and none is {@link Context#NO_DEADLINE}.
 */
public final class Deadlines {

    /** How far away a deadline may be, in nanoseconds: about 146 years. */
    public static final long FURTHEST = 1L << 62;

    private Deadlines() {}

    /**
     * The point in time that is {@code timeoutNanos} after now, or {@link #FURTHEST} if that is less. Before now for a
     * negative timeout.
     */
    public static long after(long nowNanos, long timeoutNanos) {
        long deadline = nowNanos + Math.max(-FURTHEST, Math.min(timeoutNanos, FURTHEST));
        return deadline == Context.NO_DEADLINE ? deadline + 1 : deadline;
    }

    /** The duration in nanoseconds, saturated at {@link #FURTHEST} on either side. */
    public static long toNanos(Duration duration) {
        if (duration.compareTo(LONGEST) >= 0) {
            return FURTHEST;
        }
        return duration.compareTo(SHORTEST) <= 0 ? -FURTHEST : duration.toNanos();
    }

    private static final Duration LONGEST = Duration.ofNanos(FURTHEST);
    private static final Duration SHORTEST = LONGEST.negated();
}
