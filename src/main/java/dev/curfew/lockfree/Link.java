package dev.curfew.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What hangs below a context: a child, an action or a parked waiter. Links form Treiber stacks; the link is its own
 * node.
 *
 * <p>A link is live until its {@code state} becomes a {@link Verdict}. A live child's state is what hangs below it, a
 * live action's is its {@link Runnable}, a live waiter's its {@link Thread}.
 *
 * <ul>
 *   <li>I1: live to dead at most once, by a CAS; a verdict is never replaced. The winner of that CAS does what is due.
 *   <li>I2: a link is pushed once, on one stack, and never again: no ABA.
 *   <li>I3: nothing is inserted in the interior, and an unlinked link keeps its {@code next} while its stack is open. So
 *       the chain from any link reaches every live link of its stack that is older.
 *   <li>I4: {@code next} is changed only to skip dead links. Two threads may do so at once and undo each other's work,
 *       but by I3 neither can skip a live link: dead is for ever.
 *   <li>N1: a stack may hold dead links, and an unlinked one may come back (I4). {@link Stripe} says how many.
 *   <li>O1: {@code next} is written with release and read with acquire, so that who arrives at a link sees its fields;
 *       the first value of {@code next} is published by the CAS that pushes the link.
 * </ul>
 */
abstract class Link {

    private static final VarHandle STATE;
    private static final VarHandle NEXT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Link.class, "state", Object.class);
            NEXT = lookup.findVarHandle(Link.class, "next", Link.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Object state;
    private volatile @Nullable Link next;

    /**
     * Threads the worklist of whoever ends the parent: nobody else touches it. Not {@code next}, which a late inspector
     * may still write; null but while the parent is being ended.
     */
    @Nullable
    Link work;

    /** A live link with nothing in its state. */
    Link() {}

    /** Safe to publish through a race on the context: a reader sees {@code first} or, on no known CPU, a live link. */
    Link(Object first) {
        STATE.set(this, first);
    }

    /** Acquire; pairs with the CAS that ended the link (I1). The whole cost of a poll. */
    final @Nullable Object stateAcquire() {
        return STATE.getAcquire(this);
    }

    /** Volatile; orders a push before a re-read of the word it may have missed. */
    final @Nullable Object stateVolatile() {
        return STATE.getVolatile(this);
    }

    final boolean casState(@Nullable Object seen, @Nullable Object next) {
        return STATE.compareAndSet(this, seen, next);
    }

    final boolean isDead() {
        return stateAcquire() instanceof Verdict;
    }

    /** O1. */
    final @Nullable Link nextAcquire() {
        return (Link) NEXT.getAcquire(this);
    }

    /** O1, I4: only ever to skip dead links, or to let go of a closed stack. */
    final void nextRelease(@Nullable Link link) {
        NEXT.setRelease(this, link);
    }

    /** Before the push only, whose CAS publishes it (O1). */
    final void nextPlain(@Nullable Link link) {
        NEXT.set(this, link);
    }

    /** The context this link hangs from has ended, and so have all its descendants: run, wake. Throws nothing. */
    abstract void tell();
}
