package dev.curfew.wheel.internal;

import org.jspecify.annotations.Nullable;

/**
 * The wheel itself: levels of 256 slots, level L with slots of 256<sup>L</sup> ticks. One thread only.
 *
 * <pre>
 *   cursor = 0x01_42_F0                              due = 0x01_43_07: level 1, slot 0x43
 *
 *   level 2   | 00 |&gt;01&lt;| 02 | 03 | ...              a slot is 65,536 ticks
 *   level 1   | ... |&gt;42&lt;| 43 | 44 | ...             a slot is 256 ticks
 *   level 0   | ... |&gt;F0&lt;| F1 | ... | FF |           a slot is a tick
 * </pre>
 *
 * A node goes to the level of the highest byte in which its due tick differs from the cursor, into the slot that this byte
 * numbers. So on every level the slots ahead are those of the current turn, and nothing aliases. When the cursor comes to
 * a slot above level 0, its nodes are placed anew and so come down: the cascade.
 *
 * <ul>
 *   <li>I1: for each node in a slot, {@code due >= cursor}, or it is in the cursor's slot of level 0. Hence the slot of a
 *       node follows from its due tick and the cursor, and need not be stored.
 *   <li>I2: I1 holds while the cursor moves, since it never moves past {@link #nextTick()}.
 *   <li>I3: a bit of {@code occupied} is set exactly if its slot has a node, one of {@code levels} if its level has a bit.
 *   <li>I4: the first occupied slot of the lowest level that has one is the next to be reached: all of a level lies ahead
 *       within one slot of the level above.
 *   <li>I5: nodes that wait for their cascade are in {@code cascading}, and due no earlier than the cursor.
 * </ul>
 */
final class Slots {

    /** In place of a tick: nothing is linked. */
    static final long NONE = Long.MAX_VALUE;

    private static final int BITS = 8;
    private static final int FAN_OUT = 1 << BITS;
    private static final int MASK = FAN_OUT - 1;
    private static final int WORDS = FAN_OUT / Long.SIZE;

    private final long origin;
    private final int shift;
    private final @Nullable TimerNode[] heads;
    private final long[] occupied;
    private int levels;
    private long cursor;
    private @Nullable TimerNode cascading;
    private long size;

    /**
     * @param origin the reading of the clock at which tick 0 begins
     * @param shift the binary logarithm of the tick
     */
    Slots(long origin, int shift) {
        this.origin = origin;
        this.shift = shift;
        int depth = levelsFor(shift);
        heads = new @Nullable TimerNode[depth * FAN_OUT];
        occupied = new long[depth * WORDS];
    }

    /** So many that every tick of 63 bits of time has a slot, and that after the last, for what is due within it. */
    static int levelsFor(int shift) {
        return (Long.SIZE - shift + BITS - 1) / BITS;
    }

    /** How many nodes are linked; cancelled ones too, until they are removed. */
    long size() {
        return size;
    }

    void add(TimerNode node) {
        size++;
        place(node);
    }

    /** Takes out a node that is linked. */
    void remove(TimerNode node) {
        size--;
        TimerNode before = node.prev;
        TimerNode after = node.next;
        node.prev = null;
        node.next = null;
        if (after != null) {
            after.prev = before;
        }
        if (before != null) {
            before.next = after;
        } else if (node == cascading) {
            cascading = after;
        } else {
            setHead(slotOf(node), after);
        }
    }

    /**
     * Takes out a node that is due, moving the cursor and cascading on the way.
     *
     * @param nowTick not before that of an earlier call
     * @return null if none is due, or the budget is used up
     */
    @Nullable
    TimerNode pollDue(long nowTick, Budget budget) {
        while (budget.spend()) {
            if (cascading != null) {
                cascadeOne(cascading);
                continue;
            }
            TimerNode due = heads[(int) cursor & MASK];
            if (due != null) {
                remove(due);
                return due;
            }
            long next = nextTick();
            budget.refund();
            if (next == NONE || next > nowTick) {
                cursor = nowTick; // I2
                return null;
            }
            moveTo(next);
        }
        return null;
    }

    /** Takes out any node. */
    @Nullable
    TimerNode pollAny() {
        TimerNode any = cascading;
        if (any == null) {
            if (levels == 0) {
                return null;
            }
            any = heads[firstSlot(lowestLevel())];
        }
        if (any != null) {
            remove(any);
        }
        return any;
    }

    /** The tick at which the next slot is reached (I4), which is now for what is left of a cascade; or {@link #NONE}. */
    long nextTick() {
        if (cascading != null) {
            return cursor;
        }
        if (levels == 0) {
            return NONE;
        }
        int level = lowestLevel();
        return startOf(level, firstSlot(level) & MASK, cursor);
    }

    // ---- moving

    private void moveTo(long tick) {
        int level = lowestLevel();
        cursor = tick;
        if (level > 0) {
            int slot = firstSlot(level);
            cascading = heads[slot];
            setHead(slot, null);
        }
    }

    private void cascadeOne(TimerNode node) {
        TimerNode after = node.next;
        cascading = after;
        if (after != null) {
            after.prev = null;
        }
        node.next = null;
        if (node.isCancelled()) {
            size--;
            node.released();
        } else {
            place(node);
        }
    }

    // ---- placing

    private void place(TimerNode node) {
        int slot = slotOf(node);
        TimerNode newest = heads[slot];
        node.next = newest;
        if (newest != null) {
            newest.prev = node;
        }
        setHead(slot, node);
    }

    /** I1. */
    private int slotOf(TimerNode node) {
        long due = Math.max(cursor, Ticks.dueTick(node.deadlineNanos() - origin, shift));
        int level = levelOf(due, cursor);
        return (level << BITS) | ((int) (due >>> (level * BITS)) & MASK);
    }

    /** The highest byte in which they differ. */
    static int levelOf(long due, long cursor) {
        return (Long.SIZE - 1 - Long.numberOfLeadingZeros((due ^ cursor) | MASK)) / BITS;
    }

    /** The first tick of a slot ahead. */
    static long startOf(int level, int slot, long cursor) {
        int low = level * BITS;
        int high = low + BITS;
        long turn = high >= Long.SIZE ? 0 : cursor >>> high << high;
        return turn | ((long) slot << low);
    }

    // ---- occupancy

    private void setHead(int slot, @Nullable TimerNode node) {
        heads[slot] = node;
        int level = slot >>> BITS;
        int word = slot / Long.SIZE;
        if (node != null) {
            occupied[word] |= 1L << slot;
            levels |= 1 << level;
        } else {
            occupied[word] &= ~(1L << slot);
            if (occupied[word] == 0 && isEmpty(level)) {
                levels &= ~(1 << level);
            }
        }
    }

    private boolean isEmpty(int level) {
        int word = level * WORDS;
        return (occupied[word] | occupied[word + 1] | occupied[word + 2] | occupied[word + 3]) == 0;
    }

    private int lowestLevel() {
        return Integer.numberOfTrailingZeros(levels);
    }

    /** Of a level that has one. */
    private int firstSlot(int level) {
        int word = level * WORDS;
        while (occupied[word] == 0) {
            word++;
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(occupied[word]);
    }
}
