package dev.curfew.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * {@value #SLOTS} slots with a word that has a bit for each free one: 448 bytes, so 7 for a slot.
 *
 * <ul>
 *   <li>B1: a thread claims a slot by clearing its bit, and then stores the link. The slot is freed in the other order: the
 *       slot is emptied, then the bit is set. So a slot whose bit is set is empty, and a claimed one belongs to one thread.
 *   <li>B2: once all calls have returned, a block with a free slot is the block of a stripe, or is on the stack of available
 *       blocks. Each thread that takes a block off either place looks at the bits afterwards; each thread that frees a slot
 *       sets the bit first and looks at both places afterwards.
 * </ul>
 */
final class Block extends SlotHolder {

    static final int SLOTS = Long.SIZE;

    private static final VarHandle FREE = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle LISTED;

    static {
        try {
            LISTED = MethodHandles.lookup().findVarHandle(Block.class, "listed", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In the middle of a cache line of filler on either side. */
    private static final int AT = 8;

    private static final int WORDS = 16;

    private final long[] free = new long[WORDS];
    private final SlotTable table;
    /** Written before the block is pushed on the stack of all blocks. */
    @Nullable
    Block older;

    /** 1 while the block is on the stack of available blocks. */
    private volatile int listed;

    Block(SlotTable table) {
        super(SLOTS);
        this.table = table;
        free[AT] = -1L;
    }

    /** Lock-free. Returns false if all slots are claimed. */
    boolean put(Link link) {
        long bits = freeVolatile();
        while (bits != 0) {
            long lowest = Long.lowestOneBit(bits);
            if (FREE.compareAndSet(free, AT, bits, bits ^ lowest)) {
                int index = Long.numberOfTrailingZeros(lowest);
                link.homePlain(this);
                link.place = (short) index;
                cellVolatile(index, link); // B1
                return true;
            }
            bits = freeVolatile();
        }
        return false;
    }

    boolean hasFree() {
        return freeVolatile() != 0;
    }

    private long freeVolatile() {
        return (long) FREE.getVolatile(free, AT);
    }

    @Override
    void freed(int index) {
        long before = (long) FREE.getAndBitwiseOr(free, AT, 1L << index); // B1
        if (before == 0 || listed == 0) {
            table.available(this);
        }
    }

    /** Returns whether the caller is the one to push the block on the stack of available blocks. */
    boolean list() {
        return LISTED.compareAndSet(this, 0, 1);
    }

    /** The block was popped from the stack of available blocks. */
    void unlist() {
        LISTED.setVolatile(this, 0);
    }

    @Override
    void each(LinkVisitor visitor) {
        for (long used = ~freeVolatile(); used != 0; used &= used - 1) {
            if (cellVolatile(Long.numberOfTrailingZeros(used)) instanceof Link link) {
                visitor.visit(link);
            }
        }
    }
}
