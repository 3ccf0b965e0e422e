package dev.curfew.bench.alternatives;

/** The library's {@code Slots} with another fan-out, less what is cancelled and the budget. */
final class ReducedSlots implements FanOut {

    private final int shift;
    private final int bits;
    private final int mask;
    /** Of the occupancy, per level. */
    private final int words;

    private final Node[] heads;
    private final long[] occupied;
    private int levels;
    private long cursor;
    private Node cascading;
    private long cascades;

    /** 40 bytes, as a {@code TimerNode}: the fields that nobody asks here are there for that. */
    private static final class Node {

        private final long deadlineNanos;
        Object wheel;
        Object task;
        int state;
        private Node next;
        private Node prev;

        Node(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
        }
    }

    /** @param bits the binary logarithm of the fan-out */
    ReducedSlots(int shift, int bits) {
        this.shift = shift;
        this.bits = bits;
        mask = (1 << bits) - 1;
        words = Math.max(1, (1 << bits) / Long.SIZE);
        int depth = (Long.SIZE - shift + bits - 1) / bits;
        heads = new Node[depth << bits];
        occupied = new long[depth * words];
    }

    @Override
    public Object add(long deadlineNanos) {
        Node node = new Node(deadlineNanos);
        place(node);
        return node;
    }

    @Override
    public void remove(Object timer) {
        Node node = (Node) timer;
        Node before = node.prev;
        Node after = node.next;
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

    @Override
    public long nextTick() {
        if (cascading != null) {
            return cursor;
        }
        if (levels == 0) {
            return NONE;
        }
        int level = lowestLevel();
        int low = level * bits;
        int high = low + bits;
        long turn = high >= Long.SIZE ? 0 : cursor >>> high << high;
        return turn | ((long) (firstSlot(level) & mask) << low);
    }

    @Override
    public long pollDue(long nowTick) {
        while (true) {
            if (cascading != null) {
                cascadeOne(cascading);
                continue;
            }
            Node due = heads[(int) cursor & mask];
            if (due != null) {
                remove(due);
                return due.deadlineNanos;
            }
            long next = nextTick();
            if (next == NONE || next > nowTick) {
                cursor = nowTick;
                return NONE;
            }
            moveTo(next);
        }
    }

    @Override
    public long cascades() {
        return cascades;
    }

    @Override
    public long emptyBytes() {
        return FanOut.bytesOfReferences(heads.length) + FanOut.bytesOfLongs(occupied.length);
    }

    private void moveTo(long tick) {
        int level = lowestLevel();
        cursor = tick;
        if (level > 0) {
            int slot = firstSlot(level);
            cascading = heads[slot];
            setHead(slot, null);
        }
    }

    private void cascadeOne(Node node) {
        cascades++;
        Node after = node.next;
        cascading = after;
        if (after != null) {
            after.prev = null;
        }
        node.next = null;
        place(node);
    }

    private void place(Node node) {
        int slot = slotOf(node);
        Node newest = heads[slot];
        node.next = newest;
        if (newest != null) {
            newest.prev = node;
        }
        setHead(slot, node);
    }

    private int slotOf(Node node) {
        long due = Math.max(cursor, (node.deadlineNanos + (1L << shift) - 1) >>> shift);
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros((due ^ cursor) | mask)) / bits;
        return (level << bits) | ((int) (due >>> (level * bits)) & mask);
    }

    /** With a fan-out below 64, a level's word is used in part. */
    private int wordOf(int slot) {
        return (slot >>> bits) * words + (slot & mask) / Long.SIZE;
    }

    private void setHead(int slot, Node node) {
        heads[slot] = node;
        int level = slot >>> bits;
        int word = wordOf(slot);
        long bit = 1L << (slot & mask);
        if (node != null) {
            occupied[word] |= bit;
            levels |= 1 << level;
        } else {
            occupied[word] &= ~bit;
            if (occupied[word] == 0 && isEmpty(level)) {
                levels &= ~(1 << level);
            }
        }
    }

    private boolean isEmpty(int level) {
        for (int word = level * words; word < (level + 1) * words; word++) {
            if (occupied[word] != 0) {
                return false;
            }
        }
        return true;
    }

    private int lowestLevel() {
        return Integer.numberOfTrailingZeros(levels);
    }

    private int firstSlot(int level) {
        int first = level * words;
        int word = first;
        while (occupied[word] == 0) {
            word++;
        }
        return (level << bits) | ((word - first) * Long.SIZE + Long.numberOfTrailingZeros(occupied[word]));
    }
}
