package dev.curfew.bench.alternatives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Blocks of 64 slots, each block with a word that has a bit for each free slot. Exact and lock-free.
 *
 * <p>A thread attaches a child by a CAS that claims a bit and a volatile store of the child, and detaches it by a CAS of the
 * slot to null and an atomic or of the bit. So each operation has two atomic steps where the library has one: there the CAS of
 * the slot decides alone, and the bits of free slots are a hint that needs no CAS.
 *
 * <p>A new block is made only if no block has a free bit. {@code hint} is the block in which a slot was freed last.
 */
final class BitmapSlots implements Children<BitmapSlots.Child> {

    private static final VarHandle STATE;
    private static final VarHandle FREE;
    private static final VarHandle BLOCKS;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Child[].class);
    private static final Object ENDED = new Object();

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Child.class, "state", Object.class);
            FREE = lookup.findVarHandle(Block.class, "free", long.class);
            BLOCKS = lookup.findVarHandle(BitmapSlots.class, "blocks", Block.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** 40 bytes, as a {@code CancelNode}: the fields that nobody asks here are there for that. */
    static final class Child {

        private volatile Object state;
        private Block block;
        Object work;
        final BitmapSlots parent;
        Object values;
        Object deadlineOwner;
        private short slot;
        short heat;

        Child(BitmapSlots parent) {
            this.parent = parent;
        }
    }

    private static final class Block {

        private final Child[] slots = new Child[Long.SIZE];
        private volatile long free = -1L;
        private final Block older;

        Block(Block older) {
            this.older = older;
        }

        /** Returns false if all slots are claimed. */
        boolean put(Child child) {
            long bits = free;
            while (bits != 0) {
                long lowest = bits & -bits;
                if (FREE.compareAndSet(this, bits, bits ^ lowest)) {
                    int slot = Long.numberOfTrailingZeros(lowest);
                    child.block = this;
                    child.slot = (short) slot;
                    SLOT.setVolatile(slots, slot, child);
                    return true;
                }
                bits = free;
            }
            return false;
        }

        void remove(Child child) {
            int slot = child.slot;
            if (SLOT.compareAndSet(slots, slot, child, null)) {
                FREE.getAndBitwiseOr(this, 1L << slot);
            }
        }
    }

    private volatile Block blocks = new Block(null);
    private Block hint = blocks;
    /** The word of the parent. */
    private volatile Object ended;

    @Override
    public Child derive() {
        Child child = new Child(this);
        if (!hint.put(child)) {
            putElsewhere(child);
        }
        if (ended != null) {
            throw new IllegalStateException("the parent of a benchmark does not end");
        }
        return child;
    }

    private void putElsewhere(Child child) {
        while (true) {
            Block newest = blocks;
            for (Block block = newest; block != null; block = block.older) {
                if (block.put(child)) {
                    hint = block;
                    return;
                }
            }
            BLOCKS.compareAndSet(this, newest, new Block(newest));
        }
    }

    @Override
    public void end(Child child) {
        if (STATE.compareAndSet(child, null, ENDED)) {
            Block block = child.block;
            block.remove(child);
            child.block = null;
            hint = block;
        }
    }
}
