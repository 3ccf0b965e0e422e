package dev.curfew.internal.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Slots for links. A link in a slot finds the slot again: its {@code home} is the holder, and {@link Link#place} is the
 * index.
 *
 * <p>S1: A link is put into at most one slot, and only a CAS from that link to null empties the slot. A plain store
 * would not do: a deadline may end a context while it is being attached. Two threads then empty the slot, and a third
 * thread may have filled it again between the two.
 */
abstract class SlotHolder {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Object[].class);

    final @Nullable Object[] cell;

    SlotHolder(int length) {
        cell = new @Nullable Object[length];
    }

    /**
     * Volatile: ordered after the CAS that ends a context, or before the second read of the word by a thread that
     * attaches (S2).
     */
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
        /** Another thread took the slot first. */
        COLLIDED
    }

    /** Tries once to put a link into a slot. Linearizes at the CAS (S1). */
    final Outcome putAt(int index, Link link) {
        link.homePlain(this);
        link.placeRelease(index);
        return casCell(index, null, link) ? Outcome.PUT : Outcome.COLLIDED;
    }

    /**
     * Empties the slot of a finished link (S1). Does nothing if another thread has done so, or if the link is not there
     * yet.
     */
    final void remove(Link finished) {
        int place = finished.placeAcquire();
        if (place < cell.length && casCell(place, finished, null)) {
            finished.gone();
            freed(place);
        }
    }

    /** Called after a slot was emptied. Throws nothing. */
    abstract void freed(int index);

    abstract void each(LinkVisitor visitor);

    final void each(int from, int to, LinkVisitor visitor) {
        for (int i = from; i < to; i++) {
            if (cellVolatile(i) instanceof Link link) {
                visitor.visitInSlot(link);
            }
        }
    }
}
