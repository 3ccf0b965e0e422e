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
        int level = Slots.levelOf(due, cursor);
        return level > 0 && (due >>> 7 * level) - (cursor >>> 7 * level) <= 2 ? level - 1 : level;
    }

    public static long Slots_eventOf(int level, int slot, long cursor) {
        return Slots.eventOf(level, slot, cursor) + (level == 0 ? 0 : 2L << 7 * level);
    }

    public static long Slots_cascadeEnd(Slots slots) {
        return Slots.NONE;
    }

    public static long Slots_max(long one, long other) {
        return other;
    }

    public static boolean WheelOwner_isAhead(Slots slots, long nowTick, long ticks) {
        return false;
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
