package dev.curfew.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Slots for links, and where a link in a slot finds its slot again: {@link Link#place} is the index.
 *
 * <p>S1: a link is put into at most one slot, and only a CAS from that link to null takes it out. A plain store would not
 * do: a deadline may end a context while it is being attached, and then two threads empty the slot, between which a third may
 * have filled it again.
 */
abstract class SlotHolder {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Object[].class);

    final @Nullable Object[] cell;

    SlotHolder(int length) {
        cell = new @Nullable Object[length];
    }

    /** Volatile: ordered after the CAS of an ender, or before the re-read of the word by a thread that attaches. */
    final @Nullable Object cellVolatile(int index) {
        return CELL.getVolatile(cell, index);
    }

    final boolean casCell(int index, @Nullable Object seen, @Nullable Object next) {
        return CELL.compareAndSet(cell, index, seen, next);
    }

    final void cellVolatile(int index, Object next) {
        CELL.setVolatile(cell, index, next);
    }

    /** What became of an attempt to put a link into a slot. */
    enum Outcome {
        PUT,
        FULL,
        /** Another thread was faster. */
        COLLIDED
    }

    /** One attempt to put a link into a slot. Linearizes at the CAS (S1). */
    final Outcome putAt(int index, Link link) {
        link.homePlain(this);
        link.placeRelease(index);
        return casCell(index, null, link) ? Outcome.PUT : Outcome.COLLIDED;
    }

    /** Empties the slot of a settled link (S1). Does nothing if another thread has, or if the link is not there yet. */
    final void remove(Link settled) {
        int place = settled.placeAcquire();
        if (place < cell.length && casCell(place, settled, null)) {
            settled.gone();
            freed(place);
        }
    }

    /** After a slot was emptied. Throws nothing. */
    abstract void freed(int index);

    abstract void each(LinkVisitor visitor);

    final void each(int from, int to, LinkVisitor visitor) {
        for (int i = from; i < to; i++) {
            if (cellVolatile(i) instanceof Link link) {
                visitor.visit(link);
            }
        }
    }
}
