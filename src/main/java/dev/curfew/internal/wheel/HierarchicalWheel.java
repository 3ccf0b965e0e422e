package dev.curfew.internal.wheel;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Levels of 256 slots, each slot a list of nodes. A slot of level L is 128<sup>L</sup> ticks long, so each level spans
 * two slots of the level above. Only the wheel thread uses it.
 *
 * <pre>
 *   digits to the base 128: cursor = 1.66.112, due = 1.68.7: level 1, slot 1.68
 *
 *   level 2   |&gt;1&lt;| 2 |  3 | ...                    a slot is 16,384 ticks
 *   level 1   |&gt;1.66&lt;| 1.67 | 1.68 | ... | 2.127 |   a slot is 128 ticks
 *   level 0   |&gt;1.66.112&lt;| 1.66.113 | ... | 1.67.127 |   a slot is a tick
 * </pre>
 *
 * A node goes to the lowest level that reaches its due tick. A level reaches to the end of the slot after the cursor's
 * slot, on the level above. So each slot of a level stands for one stretch of time, and nothing aliases.
 *
 * <p>When the cursor comes to the slot before an occupied slot above level 0, the nodes of the occupied slot are placed
 * anew and so come down: the cascade. The cascade has the whole length of a slot for that, and due nodes fire in
 * between. A wheel whose levels span one slot of the level above would have to cascade at the moment when nodes become
 * due.
 *
 * <ul>
 *   <li>H1: For each node in a slot, {@code due >= cursor}, or the node is in the cursor's slot of level 0. Hence the
 *       slot of a node follows from its due tick and the cursor, and need not be stored.
 *   <li>H2: H1 holds while the cursor moves, because the cursor never moves past {@link #nextEvent()}.
 *   <li>H3: A bit of {@code occupied} is set exactly if its slot has a node, a bit of {@code levels} if its level has
 *       an occupied slot, a bit of {@code cascades} if nodes of that level are in {@code cascading}.
 *   <li>H4: Above level 0, the cursor's slot and the slot after it are empty: the nodes of both are on lower levels, or
 *       in {@code cascading}.
 *   <li>H5: The nodes in {@code cascading} of a level are those of the slot after the cursor's slot. The cursor does
 *       not leave its slot before they are placed.
 * </ul>
 */
final class HierarchicalWheel {

    /** In place of a tick: no node is on the wheel. */
    static final long NONE = Long.MAX_VALUE;

    private static final int BITS = 7;
    private static final int SLOTS = 2 << BITS;
    private static final int MASK = SLOTS - 1;
    private static final int WORDS = SLOTS / Long.SIZE;

    private final long origin;
    private final int shift;
    private final @Nullable TimerNode[] heads;
    private final long[] occupied;
    private int levels;
    private long cursor;
    private final @Nullable TimerNode[] cascading;
    private int cascades;
    private long size;

    /**
     * @param origin the reading of the clock at which tick 0 begins
     * @param shift the binary logarithm of the tick
     * @param firstTick the tick at which the cursor begins
     */
    HierarchicalWheel(long origin, int shift, long firstTick) {
        this.origin = origin;
        this.shift = shift;
        cursor = firstTick;
        int depth = levelsFor(shift);
        heads = new @Nullable TimerNode[depth * SLOTS];
        occupied = new long[depth * WORDS];
        cascading = new @Nullable TimerNode[depth];
    }

    /**
     * As many levels as give every tick of 63 bits of time a slot, and the tick after the last, in which the last nodes
     * are due.
     */
    static int levelsFor(int shift) {
        return (Long.SIZE - shift + BITS - 1) / BITS;
    }

    /** How many nodes are on the wheel, with the cancelled nodes that are not removed yet. */
    long size() {
        return size;
    }

    void add(TimerNode node) {
        size++;
        place(node);
    }

    /** Unlinks a node that is on the wheel. */
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
        } else if (!isFirstCascading(node, after)) {
            setHead(slotOf(node), after);
        }
    }

    private boolean isFirstCascading(TimerNode node, @Nullable TimerNode after) {
        for (int left = cascades; left != 0; left &= left - 1) {
            int level = Integer.numberOfTrailingZeros(left);
            if (cascading[level] == node) {
                setCascading(level, after);
                return true;
            }
        }
        return false;
    }

    /**
     * Unlinks a node that is due. Moves the cursor and cascades on the way.
     *
     * @param nowTick the current tick; if it is before that of an earlier call, nothing is due
     * @return null if no node is due, or the budget is used up
     */
    @Nullable
    TimerNode pollDue(long nowTick, Budget budget) {
        while (nowTick >= cursor && budget.spend()) {
            TimerNode due = heads[(int) cursor & MASK];
            if (due != null) {
                remove(due);
                return due;
            }
            long next = nextEvent();
            if (cascades != 0 && (next > nowTick || next >= cascadeEnd())) {
                cascadeOne(Integer.numberOfTrailingZeros(cascades));
                continue;
            }
            budget.refund();
            if (next > nowTick) {
                cursor = nowTick; // H2
                return null;
            }
            moveTo(next);
        }
        return null;
    }

    /** Whether the cursor is more than {@code ticks} ahead of {@code nowTick}. */
    boolean isAhead(long nowTick, long ticks) {
        return cursor - nowTick > ticks;
    }

    /** Files all nodes anew, because the clock has stepped back. Takes time linear in their number. */
    void goBack(long nowTick) {
        TimerNode all = null;
        for (TimerNode node = pollAny(); node != null; node = pollAny()) {
            node.next = all;
            all = node;
        }
        cursor = nowTick;
        while (all != null) {
            TimerNode following = all.next;
            all.next = null;
            add(all);
            all = following;
        }
    }

    /** Unlinks any node; null if there is none. */
    @Nullable
    TimerNode pollAny() {
        TimerNode any;
        if (cascades != 0) {
            any = cascading[Integer.numberOfTrailingZeros(cascades)];
        } else if (levels != 0) {
            int level = Integer.numberOfTrailingZeros(levels);
            any = heads[level * SLOTS + firstFrom(level, 0)];
        } else {
            return null;
        }
        if (any != null) {
            remove(any);
        }
        return any;
    }

    /** The tick at which there is work: the cursor's while a cascade is unfinished; or {@link #NONE}. */
    long nextTick() {
        return cascades != 0 ? cursor : nextEvent();
    }

    /** The next tick at which a slot of level 0 is due, or a slot above it cascades; or {@link #NONE}. */
    private long nextEvent() {
        long next = NONE;
        for (int left = levels; left != 0; left &= left - 1) {
            int level = Integer.numberOfTrailingZeros(left);
            int at = (int) (cursor >>> bitsBelow(level)) & MASK;
            next = Math.min(next, eventOf(level, firstFrom(level, at), cursor));
        }
        return next;
    }

    /** The binary logarithm of the ticks in a slot of this level. */
    private static int bitsBelow(int level) {
        return level * BITS;
    }

    /** The tick at which a slot ahead is due, on level 0; at which it cascades, on the levels above. */
    static long eventOf(int level, int slot, long cursor) {
        long at = cursor >>> bitsBelow(level);
        long ahead = at + ((slot - at) & MASK);
        return level == 0 ? ahead : (ahead - 1) << bitsBelow(level);
    }

    // ---- moving

    private void moveTo(long tick) {
        cursor = tick;
        for (int left = levels & ~1; left != 0; left &= left - 1) {
            int level = Integer.numberOfTrailingZeros(left);
            int slot = level * SLOTS + ((int) ((tick >>> bitsBelow(level)) + 1) & MASK);
            TimerNode nodes = heads[slot];
            if (nodes != null) {
                setHead(slot, null);
                setCascading(level, nodes);
            }
        }
    }

    /** The tick that the cursor must not reach before the lowest level that cascades has finished (H5). */
    private long cascadeEnd() {
        int bits = bitsBelow(Integer.numberOfTrailingZeros(cascades));
        return ((cursor >>> bits) + 1) << bits;
    }

    private void cascadeOne(int level) {
        TimerNode node = requireNonNull(cascading[level]);
        TimerNode after = node.next;
        setCascading(level, after);
        if (after != null) {
            after.prev = null;
        }
        node.next = null;
        if (node.isCancelled()) {
            size--;
            node.reaped();
        } else {
            place(node);
        }
    }

    private void setCascading(int level, @Nullable TimerNode first) {
        cascading[level] = first;
        if (first == null) {
            cascades &= ~(1 << level);
        } else {
            cascades |= 1 << level;
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

    /** H1. */
    private int slotOf(TimerNode node) {
        long due = Math.max(cursor, Ticks.dueTick(node.deadlineNanos() - origin, shift));
        int level = levelOf(due, cursor);
        return level * SLOTS + ((int) (due >>> bitsBelow(level)) & MASK);
    }

    /**
     * The lowest level for which the due tick is in the cursor's slot of the level above, or in the slot after that.
     */
    static int levelOf(long due, long cursor) {
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros((due - cursor) | 1)) / BITS;
        return level > 0 && (due >>> bitsBelow(level)) - (cursor >>> bitsBelow(level)) <= 1 ? level - 1 : level;
    }

    // ---- occupancy

    private void setHead(int slot, @Nullable TimerNode node) {
        heads[slot] = node;
        int level = slot / SLOTS;
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

    /** The first occupied slot from this slot on, going round; the level has one. */
    private int firstFrom(int level, int slot) {
        int word = slot / Long.SIZE;
        long bits = occupied[level * WORDS + word] & (-1L << slot);
        for (int i = 0; i < WORDS && bits == 0; i++) {
            word = (word + 1) % WORDS;
            bits = occupied[level * WORDS + word];
        }
        if (bits == 0) {
            throw new AssertionError("H3: level " + level + " is empty");
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }
}
