package dev.curfew.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What hangs below a context: a child, an action or a parked waiter. A link is its own node in a {@link LinkStack}, or sits
 * in a slot of a {@link SlotTable}.
 *
 * <p>A link is live until its {@code state} becomes a {@link Verdict}. The state of a live child is what hangs below that
 * child, the state of a live action is its {@link Runnable}, the state of a live waiter is its {@link Thread}.
 *
 * <ul>
 *   <li>L1: a link goes from live to dead at most once, by a CAS, and stays dead. That CAS decides which call ends the context,
 *       runs or drops the action, or wakes the waiter; a context that a helper flags is notified by its ending (E1).
 *   <li>L2: a link is put into one stack or one slot, and never again into another: no ABA.
 *   <li>L3: {@code home} is the older neighbour in a stack (null for the oldest), or the {@link SlotHolder} of a slot. It
 *       becomes {@link #GONE} when the link is unlinked, and null when the parent's end is notified. So an ended child that
 *       a user keeps reaches no sibling.
 *   <li>O1: the CAS that attaches the link publishes {@code home}, which is written before.
 * </ul>
 */
abstract class Link {

    /** The home of a link that was unlinked: its parent does not reach it any more, and never will. */
    static final Object GONE = new Object();

    private static final VarHandle STATE;
    private static final VarHandle HOME;
    private static final VarHandle PLACE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Link.class, "state", Object.class);
            HOME = lookup.findVarHandle(Link.class, "home", Object.class);
            PLACE = lookup.findVarHandle(Link.class, "place", short.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Object state;
    private volatile @Nullable Object home;

    /**
     * The next link on the worklist of the {@link Ending} that ends the parent, or null for a link on no worklist. Touched
     * by the thread of that ending only.
     */
    @Nullable
    Link work;

    /**
     * In a stack the rank, 0 before the link is attached; in a slot the index of the slot. A rank is at least the number
     * of links from this one down. Written by the thread that attaches the link: an index before the CAS of the slot, a rank
     * after the CAS of the push. A reader that does not see the rank yet sees 0.
     */
    private short place;

    /** A live link with nothing in its state. */
    Link() {}

    /** Safe to publish through a race on the context: a reader sees {@code first} or, on no known CPU, a live link. */
    Link(Object first) {
        STATE.set(this, first);
    }

    /** Acquire; pairs with the CAS that ended the link (L1). The whole cost of a poll. */
    final @Nullable Object stateAcquire() {
        return STATE.getAcquire(this);
    }

    /** Volatile; orders an attach before a re-read of the word that the attach may have missed. */
    final @Nullable Object stateVolatile() {
        return STATE.getVolatile(this);
    }

    final boolean casState(@Nullable Object seen, @Nullable Object next) {
        return STATE.compareAndSet(this, seen, next);
    }

    /** Release; replaces a verdict by an equal one only. */
    final void stateRelease(Verdict verdict) {
        STATE.setRelease(this, verdict);
    }

    final boolean isDead() {
        return stateVolatile() instanceof Verdict;
    }

    /**
     * Whether the link is dead, and no ending has to find it any more: then any thread may unlink it. A context that another
     * call is ending, or that was flagged from above, is dead and not settled.
     */
    final boolean isSettled() {
        return stateVolatile() instanceof Verdict verdict && verdict.isSettled();
    }

    final @Nullable Object homeVolatile() {
        return HOME.getVolatile(this);
    }

    /** The older neighbour in a stack; null for the oldest, and for a link that is gone, in a slot, or notified. */
    final @Nullable Link older() {
        return homeVolatile() instanceof Link older ? older : null;
    }

    final boolean casHome(@Nullable Object seen, @Nullable Object next) {
        return HOME.compareAndSet(this, seen, next);
    }

    /** Before the CAS that attaches the link (O1), or by the ending that notifies the link (L3). */
    final void homePlain(@Nullable Object holder) {
        HOME.set(this, holder);
    }

    /** Acquire: a reader that sees the place sees the home that goes with it. */
    final int placeAcquire() {
        return (short) PLACE.getAcquire(this);
    }

    final void placeRelease(int index) {
        PLACE.setRelease(this, (short) index);
    }

    /** L3. */
    final void gone() {
        HOME.setRelease(this, GONE);
    }

    /** The context this link hangs from has ended, and so have all its descendants: run, wake. Throws nothing. */
    public abstract void tell();
}
