package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What hangs below a context: a child, an action, a parked waiter, or the {@link EndLink} of a child of another context. A link is its own node in a {@link LinkStack}, or
 * it sits in a slot of a {@link SlotTable}.
 *
 * <p>The {@code state} of a live child is what hangs below that child, of a live action its {@link Runnable}, of a live
 * waiter its {@link Thread}, of a live end link its child. A child is dead once its state is a {@link Verdict}, any other
 * link once its state is {@link #SPENT}. An action has, while it runs, the thread that runs it as its state.
 *
 * <ul>
 *   <li>L1: A link goes from live to dead at most once, by a CAS, and stays dead. That CAS decides which call ends the
 *       context, runs or drops the action, or wakes the waiter. A context that a helper marks is notified by the
 *       propagation that it belongs to (E1).
 *   <li>L2: A link is put into one stack or one slot, and never again into another one. So there is no ABA.
 *   <li>L3: {@code home} is the next older link of a stack (null for the oldest link), or the {@link SlotHolder} of a
 *       slot. It becomes {@link #GONE} when the link is unlinked, and null when the link is notified. So an ended child
 *       that a user keeps reaches no sibling.
 *   <li>O1: The CAS that attaches a link publishes its {@code home}, which is written before.
 *   <li>O3: A context or a registration is safe to publish through a data race: its fields are final, and its state is
 *       written before the CAS that attaches it.
 * </ul>
 */
abstract class Link {

    /** The home of a link that was unlinked: its parent does not reach the link any more, and never will again. */
    static final Object GONE = new Object();

    /** The state of an action that ran or was stopped, and of a waiter that was woken or left. */
    static final Object SPENT = new Object();

    private static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, Link.class, Object.class);
    private static final VarHandle HOME = fieldVarHandle(lookup(), "home", VarHandle.class, Link.class, Object.class);
    private static final VarHandle PLACE = fieldVarHandle(lookup(), "place", VarHandle.class, Link.class, short.class);

    @SuppressWarnings("UnusedVariable") // Accessed through STATE only.
    private volatile @Nullable Object state;

    @SuppressWarnings("UnusedVariable") // Accessed through HOME only.
    private volatile @Nullable Object home;

    /**
     * The next link on the worklist of the {@link Propagation} that ends the parent; null for a link on no worklist.
     * Only the thread of that propagation reads and writes it.
     */
    @Nullable
    Link work;

    /**
     * In a stack the rank, which is 0 before the link is attached; in a slot the index of the slot. A rank is at least
     * the number of links from this one down. The thread that attaches the link writes it: an index before the CAS of
     * the slot, a rank after the CAS of the push. A reader that does not see the rank yet sees 0.
     */
    @SuppressWarnings("UnusedVariable") // Accessed through PLACE only.
    private short place;

    /** A live link with null as its state. */
    Link() {}

    /**
     * A live link. A racy reader sees {@code first}, or null, which the memory model allows and no known CPU does, and
     * which also means live.
     */
    Link(Object first) {
        STATE.set(this, first);
    }

    /** Acquire; pairs with the CAS that ended the link (L1). This is all that a poll costs. */
    final @Nullable Object stateAcquire() {
        return STATE.getAcquire(this);
    }

    /** Volatile; orders an attach before the second read of a word that the attach may have missed (C1). */
    final @Nullable Object stateVolatile() {
        return STATE.getVolatile(this);
    }

    final boolean casState(@Nullable Object seen, @Nullable Object next) {
        return STATE.compareAndSet(this, seen, next);
    }

    /** Release; only replaces a verdict by an equal one. */
    final void stateRelease(Verdict verdict) {
        STATE.setRelease(this, verdict);
    }

    /** Release; for the thread that has run an action. */
    final void spend() {
        STATE.setRelease(this, SPENT);
    }

    final boolean isDead() {
        Object state = stateVolatile();
        return state == SPENT || state instanceof Verdict;
    }

    /**
     * Whether the link is dead and no propagation has to find it any more: then any thread may unlink it. A context
     * that another call is ending, or that was marked from above, is dead and not finished.
     */
    final boolean isFinished() {
        Object state = stateVolatile();
        return state == SPENT || (state instanceof Verdict verdict && verdict.isFinished());
    }

    final @Nullable Object homeVolatile() {
        return HOME.getVolatile(this);
    }

    /** The next older link of a stack; null for the oldest, and for a link that is gone, in a slot, or notified. */
    final @Nullable Link older() {
        return homeVolatile() instanceof Link older ? older : null;
    }

    final boolean casHome(@Nullable Object seen, @Nullable Object next) {
        return HOME.compareAndSet(this, seen, next);
    }

    /** Plain: called before the CAS that attaches the link (O1), or by the propagation that notifies the link (L3). */
    final void homePlain(@Nullable Object holder) {
        HOME.set(this, holder);
    }

    /** Acquire: a reader that sees the place also sees the home that belongs to it. */
    final int placeAcquire() {
        return (short) PLACE.getAcquire(this);
    }

    final void placeRelease(int index) {
        PLACE.setRelease(this, (short) index);
    }

    /** Release; the parent does not reach the link any more (L3). */
    final void gone() {
        HOME.setRelease(this, GONE);
    }

    /** Runs the action or wakes the waiter: the parent and all its descendants are marked. Throws nothing. */
    public abstract void notifyEnd();
}
