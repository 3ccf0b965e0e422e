package dev.curfew.internal.wheel;

/** The methods that {@code Mutant}s call in place of the right ones: {@code <calling class>_<method>}. */
public final class WrongLines {

    private WrongLines() {}

    public static long HierarchicalWheel_dueTick(long time, int shift) {
        return time <= 0 ? 0 : time >>> shift;
    }

    public static long WheelConsumer_currentTick(long time, int shift) {
        return (time >>> shift) + 1;
    }

    public static int HierarchicalWheel_levelOf(long due, long cursor) {
        int level = HierarchicalWheel.levelOf(due, cursor);
        return level > 0 && (due >>> 7 * level) - (cursor >>> 7 * level) <= 2 ? level - 1 : level;
    }

    public static long HierarchicalWheel_eventOf(int level, int slot, long cursor) {
        return HierarchicalWheel.eventOf(level, slot, cursor) + (level == 0 ? 0 : 2L << 7 * level);
    }

    public static long HierarchicalWheel_cascadeEnd(HierarchicalWheel wheel) {
        return HierarchicalWheel.NONE;
    }

    public static long HierarchicalWheel_max(long one, long other) {
        return other;
    }

    public static boolean WheelConsumer_isAhead(HierarchicalWheel wheel, long nowTick, long ticks) {
        return false;
    }

    public static boolean HierarchicalWheel_isCancelled(TimerNode node) {
        return true;
    }

    public static long TimerQueue_clamped(TimerQueue queue, long deadlineNanos) {
        return deadlineNanos;
    }

    public static boolean HierarchicalWheel_isEmpty(HierarchicalWheel wheel, int level) {
        return false;
    }
}
