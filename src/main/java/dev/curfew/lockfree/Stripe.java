package dev.curfew.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * The first slots of the threads that were sent here: {@value #SLOTS} slots, as many references as fit a cache
 * line, searched from the first, with at least a cache line of filler on both sides.
 *
 * <p>A thread whose children end before it derives the next finds the first slot free each time. When all slots are taken
 * for the first time, the stripe gets a {@link Block} to fill, and that is looked into first from then on.
 */
final class Stripe extends SlotHolder {

    static final int SLOTS = 16;

    private static final int FIRST = 16;
    private static final int END = FIRST + SLOTS;
    /** The block that the threads of this stripe fill. */
    private static final int BLOCK = END;

    /** Two words of the table, kept in its first stripe, off the lines that pollers read. */
    static final int NEWEST = END + 1;

    static final int AVAILABLE = END + 2;
    private static final int LENGTH = 48;

    Stripe() {
        super(LENGTH);
    }

    Outcome put(Link link) {
        for (int i = FIRST; i < END; i++) {
            if (cellVolatile(i) == null) {
                return putAt(i, link);
            }
        }
        return Outcome.FULL;
    }

    @Override
    void freed(int index) {
        // Each search begins at the first slot.
    }

    @Nullable
    Block block() {
        return (Block) cellVolatile(BLOCK);
    }

    boolean casBlock(@Nullable Block seen, Block next) {
        return casCell(BLOCK, seen, next);
    }

    @Override
    void each(LinkVisitor visitor) {
        each(FIRST, END, visitor);
    }
}
