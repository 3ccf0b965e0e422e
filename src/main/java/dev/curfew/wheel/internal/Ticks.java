package dev.curfew.wheel.internal;

/**
 * Ticks of 2<sup>shift</sup> ns, counted from the start of a wheel. A deadline belongs to the tick at whose beginning it
 * has passed for certain, and a tick has begun when all of its predecessors are over: rounding one up and the other down
 * is what makes the wheel never early.
 */
public final class Ticks {

    /** The longest tick, and how far away a deadline may be. */
    public static final long FURTHEST = 1L << 62;

    private Ticks() {}

    /**
     * A tick that a wheel may have.
     *
     * @param name of the parameter, for the message
     * @throws IllegalArgumentException if it is not positive or more than {@link #FURTHEST}
     */
    public static long checked(long tickNanos, String name) {
        if (tickNanos <= 0 || tickNanos > FURTHEST) {
            throw new IllegalArgumentException(name + " is " + tickNanos + " ns, allowed are 1 to 2^62");
        }
        return tickNanos;
    }

    /** The binary logarithm, rounded up. */
    static int shiftOf(long tickNanos) {
        return Long.SIZE - Long.numberOfLeadingZeros(tickNanos - 1);
    }

    /** How long before its first reading of the clock the time of a wheel begins: a multiple of the tick. */
    static long pastOf(int shift) {
        return shift < 62 ? 1L << 61 : 0;
    }

    /** The tick at whose beginning this time has passed; the first for a time before the wheel's start. */
    static long dueTick(long time, int shift) {
        return time <= 0 ? 0 : (time + (1L << shift) - 1) >>> shift;
    }

    /** The tick that this time is in. */
    static long currentTick(long time, int shift) {
        return time >>> shift;
    }

    /** When a tick begins; saturated, as the last one is out of range. */
    static long startOf(long tick, int shift) {
        return tick > Long.MAX_VALUE >>> shift ? Long.MAX_VALUE - 1 : tick << shift;
    }
}
