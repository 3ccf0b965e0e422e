package dev.curfew.wheel.internal;

import dev.curfew.bench.alternatives.FanOut;

/** The library's own slots, for an experiment: here because nobody else sees them. */
public final class SlotsFanOut implements FanOut {

    private static final int FAN_OUT = 256;
    private static final int MOST = Integer.MAX_VALUE / 2;

    private final int shift;
    private final Slots slots;
    private final Budget budget = new Budget(MOST);
    private long looked;
    private long due;

    /** @param shift the binary logarithm of the tick */
    public SlotsFanOut(int shift) {
        this.shift = shift;
        slots = new Slots(0, shift, 0);
    }

    @Override
    @SuppressWarnings("NullAway") // Nobody runs or cancels it.
    public Object add(long deadlineNanos) {
        TimerNode node = new TimerNode(null, deadlineNanos, null);
        slots.add(node);
        return node;
    }

    @Override
    public void remove(Object timer) {
        slots.remove((TimerNode) timer);
    }

    @Override
    public long nextTick() {
        return slots.nextTick();
    }

    @Override
    public long pollDue(long tick) {
        budget.renew();
        TimerNode node = slots.pollDue(tick, budget);
        looked += budget.spent();
        if (node == null) {
            return NONE;
        }
        due++;
        return node.deadlineNanos();
    }

    /** What is looked at is due or comes down. */
    @Override
    public long cascades() {
        return looked - due;
    }

    @Override
    public long emptyBytes() {
        int depth = Slots.levelsFor(shift);
        return FanOut.bytesOfReferences(depth * FAN_OUT)
                + FanOut.bytesOfReferences(depth)
                + FanOut.bytesOfLongs(depth * FAN_OUT / Long.SIZE);
    }
}
