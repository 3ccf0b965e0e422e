package dev.curfew.internal.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * The slots that the threads of one stripe search first: {@value #SLOTS} slots, as many references as fit a cache line,
 * with at least a cache line of filler on both sides. Each search begins at the first slot.
 *
 * <p>A thread whose children end before it derives the next one finds the first slot free each time. When all slots are
 * taken for the first time, the stripe gets a {@link Block}, and its threads look into that block first from then on.
 */
final class Stripe extends SlotHolder {

    static final int SLOTS = 16;

    private static final int FIRST = 16;
    private static final int END = FIRST + SLOTS;
    /** The cell with the block that the threads of this stripe fill. */
    private static final int BLOCK = END;

    /**
     * The cell with the newest link of the table's stack. Only the first stripe uses it, away from the lines that
     * pollers read.
     */
    static final int NEWEST = END + 1;

    /** The cell with the newest available block of the table. Only the first stripe uses it, for the same reason. */
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
