package dev.curfew.internal.wheel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The heads of several Treiber stacks. Many threads push on them, and the wheel thread takes each stack whole. The
 * caller of a push links the nodes. A canceller may pop the newest node. ABA does no harm to that pop: a node that is
 * the head again was in the stack all the while, with the same {@code next}, and a node that was taken does not
 * come back while its canceller pops it: a cancelled timer is not armed again.
 *
 * <p>A producer that stalls in the middle of a push has changed nothing yet, so it hides no other node. That is why the
 * inbox is not a queue of JCTools: there, a producer that has claimed a cell or swapped the tail, and has not stored
 * its node yet, hides all nodes that came after.
 *
 * <ul>
 *   <li>I1: A push linearizes at its CAS. {@link #take} gets every node that was pushed before it.
 *   <li>I2: {@link #CLOSED} is final: no node is pushed after it.
 * </ul>
 */
final class StripedStacks {

    /** The head of a closed stack. */
    static final TimerNode CLOSED = closedMark();

    private static final VarHandle HEAD = MethodHandles.arrayElementVarHandle(TimerNode[].class);

    /**
     * Heads are a card of the card table apart, 512 bytes with compressed references, and so also several cache lines.
     */
    private static final int STRIDE = 128;

    private static final int MAX_STRIPES = 64;
    /**
     * Fixed when the class is loaded: the number of processors may change, and the wheel thread goes round several of
     * these.
     */
    private static final int COUNT =
            Math.min(MAX_STRIPES, Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1));

    private static final int MASK = COUNT - 1;

    private final @Nullable TimerNode[] heads = new @Nullable TimerNode[(COUNT + 1) * STRIDE];

    @SuppressWarnings("NullAway") // No method of it is called.
    private static TimerNode closedMark() {
        return new TimerNode(null, 0, null);
    }

    static int count() {
        return COUNT;
    }

    /** The stripe on which this thread pushes first. */
    int ofThisThread() {
        return (int) Thread.currentThread().getId() & MASK;
    }

    /** The stripe on which it pushes next if its CAS failed. */
    int after(int stripe) {
        return (stripe + 1) & MASK;
    }

    /** Acquire: pairs with the CAS that pushed. */
    @Nullable
    TimerNode headAcquire(int stripe) {
        return (TimerNode) HEAD.getAcquire(heads, indexOf(stripe));
    }

    @Nullable
    TimerNode headVolatile(int stripe) {
        return (TimerNode) HEAD.getVolatile(heads, indexOf(stripe));
    }

    /** Volatile: also orders what precedes it before the read of the plan that follows ({@link WakeupGate} P1). */
    boolean casHead(int stripe, @Nullable TimerNode seen, @Nullable TimerNode node) {
        return HEAD.compareAndSet(heads, indexOf(stripe), seen, node);
    }

    /** Takes all nodes of a stripe, null if there are none. Wheel thread only. */
    @Nullable
    TimerNode take(int stripe) {
        int index = indexOf(stripe);
        TimerNode newest = (TimerNode) HEAD.getVolatile(heads, index);
        return newest == null || newest == CLOSED ? null : (TimerNode) HEAD.getAndSet(heads, index, null);
    }

    /** The same, and closes the stripe (I2). */
    @Nullable
    TimerNode close(int stripe) {
        TimerNode newest = (TimerNode) HEAD.getAndSet(heads, indexOf(stripe), CLOSED);
        return newest == CLOSED ? null : newest;
    }

    private static int indexOf(int stripe) {
        return (stripe + 1) * STRIDE;
    }
}
