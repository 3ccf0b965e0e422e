package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * {@value #FEWEST_SLOTS} to {@value #MOST_SLOTS} slots that the threads of one stripe fill, and bits that say which of
 * them may be free. The first block of a table is small, so that one child more costs few bytes: 128, and 8 for a slot.
 * A block of 64 slots is 320 bytes, so 5 for a slot.
 *
 * <p>The CAS that fills a slot decides whether the slot is free (S1). The bits only say where to look:
 *
 * <ul>
 *   <li>B1: The threads of the stripe that fills the block write {@code free} without a CAS. If two of them meet, a bit
 *       may be lost, or taken twice; in the second case one CAS of the slot fails. The table finds lost bits before it
 *       makes a block.
 *   <li>B2: Other threads set bits in {@code freed}, atomically.
 * </ul>
 */
final class Block extends SlotHolder {

    static final int FEWEST_SLOTS = 16;
    static final int MOST_SLOTS = Long.SIZE;

    private static final VarHandle FREED = fieldVarHandle(lookup(), "freed", VarHandle.class, Block.class, long.class);
    private static final VarHandle LISTED = fieldVarHandle(lookup(), "listed", VarHandle.class, Block.class, int.class);

    private final SlotTable table;
    /** The next block of all; written before this block is pushed on that stack. */
    @Nullable
    Block older;

    /** The stripe that was the last to fill this block; a hint. */
    @Nullable
    Stripe filler;

    private long free;
    private volatile long freed;
    /** 1 while the block is on the stack of available blocks. */
    private volatile int listed;

    Block(SlotTable table, int slots) {
        super(slots);
        this.table = table;
        free = -1L >>> (MOST_SLOTS - slots);
    }

    int slotsOfNext() {
        return Math.min(2 * cell.length, MOST_SLOTS);
    }

    /** For the threads of the stripe that fills this block. */
    Outcome put(Link link) {
        long bits = free;
        if (bits == 0) {
            bits = freed == 0 ? 0 : (long) FREED.getAndSet(this, 0L);
            if (bits == 0) {
                return Outcome.FULL;
            }
        }
        free = bits & (bits - 1);
        return putAt(Long.numberOfTrailingZeros(bits), link);
    }

    /** Whether a slot may be free. */
    boolean hasFree() {
        return free != 0 || freed != 0;
    }

    @Override
    void freed(int index) {
        table.freed(this, 1L << index);
    }

    /** For the threads of the stripe that fills this block (B1). */
    void addFree(long bit) {
        free |= bit;
    }

    /** For all other threads (B2). */
    void addFreed(long bit) {
        FREED.getAndBitwiseOr(this, bit);
    }

    /** Looks at each slot, and returns whether one is free. */
    boolean recount() {
        long bits = 0;
        for (int i = 0; i < cell.length; i++) {
            if (cellVolatile(i) == null) {
                bits |= 1L << i;
            }
        }
        free = bits;
        return bits != 0;
    }

    boolean isListed() {
        return listed != 0;
    }

    /** Returns whether the caller is to push the block on the stack of available blocks. */
    boolean list() {
        return LISTED.compareAndSet(this, 0, 1);
    }

    /** To be called when the block was popped from the stack of available blocks. */
    void unlist() {
        LISTED.setVolatile(this, 0);
    }

    @Override
    void each(LinkVisitor visitor) {
        each(0, cell.length, visitor);
    }
}
