package dev.curfew.wheel.internal;

/** What {@code Mutant}s call in place of the right line: {@code <who calls>_<what>}. */
public final class WrongLines {

    private WrongLines() {}

    public static long Slots_dueTick(long time, int shift) {
        return time <= 0 ? 0 : time >>> shift;
    }

    public static long WheelOwner_currentTick(long time, int shift) {
        return (time >>> shift) + 1;
    }

    public static int Slots_levelOf(long due, long cursor) {
        return (Long.SIZE - 1 - Long.numberOfLeadingZeros((due - cursor) | 255)) / 8;
    }

    public static long Slots_startOf(int level, int slot, long cursor) {
        return Slots.startOf(level, slot, cursor) + (level == 0 ? 0 : 1L << 8 * level);
    }

    public static long Slots_max(long one, long other) {
        return other;
    }

    public static long WheelOwner_max(long one, long other) {
        return other;
    }

    public static boolean Slots_isCancelled(TimerNode node) {
        return true;
    }

    public static long Wheel_clamped(Wheel wheel, long deadlineNanos) {
        return deadlineNanos;
    }

    public static boolean Slots_isEmpty(Slots slots, int level) {
        return false;
    }
}
