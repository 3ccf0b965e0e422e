package dev.curfew.internal.wheel;

/**
 * Ticks of 2<sup>shift</sup> ns, counted from the start of a wheel. A deadline is rounded up to the tick at whose
 * beginning it has passed for certain. The current time is rounded down to the tick that has begun. So the wheel is
 * never early.
 */
final class Ticks {

    private Ticks() {}

    /** The binary logarithm, rounded up. */
    static int shiftOf(long tickNanos) {
        return Long.SIZE - Long.numberOfLeadingZeros(tickNanos - 1);
    }

    /** How long before the first reading of the clock the time of a wheel begins: a multiple of the tick. */
    static long pastOf(int shift) {
        return shift < 62 ? 1L << 61 : 0;
    }

    /** The tick at whose beginning this time has passed; tick 0 for a time before the start of the wheel. */
    static long dueTick(long time, int shift) {
        return time <= 0 ? 0 : (time + (1L << shift) - 1) >>> shift;
    }

    /** The tick in which this time falls. */
    static long currentTick(long time, int shift) {
        return time >>> shift;
    }

    /** The time at which a tick begins. Saturated, because the beginning of the last tick is out of range. */
    static long startOf(long tick, int shift) {
        return tick > Long.MAX_VALUE >>> shift ? Long.MAX_VALUE - 1 : tick << shift;
    }
}
