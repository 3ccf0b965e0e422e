package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The heads of several Treiber stacks that many threads push on and one takes whole. ABA does no harm to who
 * pops the newest: a head that comes back was below all the while, with the same {@code next}, and one that was taken never
 * comes back. The nodes are linked by who uses this.
 *
 * <p>A producer that is stopped in the middle of a push has changed nothing yet, so it hides nobody's node. That is why
 * this is not a queue of JCTools: there, who has claimed a cell or swapped the tail and has not yet stored hides all that
 * came after.
 *
 * <ul>
 *   <li>I1: a push linearizes at its CAS; {@link #take} gets every node that was pushed before it.
 *   <li>I2: {@link #CLOSED} is final: no node is pushed behind it.
 * </ul>
 */
final class StripedStacks {

    /** The head of a closed stack. */
    static final TimerNode CLOSED = closedMark();

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(TimerNode[].class);

    /** A card of the card table apart, 512 bytes with compressed references, and so also some cache lines. */
    private static final int STRIDE = 128;

    private static final int MOST = 64;
    /** Once and for all: how many processors there are may change, and the owner goes round several of these at once. */
    private static final int COUNT =
            Math.min(MOST, Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1));

    private static final int MASK = COUNT - 1;

    private final @Nullable TimerNode[] heads = new @Nullable TimerNode[(COUNT + 1) * STRIDE];

    @SuppressWarnings("NullAway") // Nobody asks it anything.
    private static TimerNode closedMark() {
        return new TimerNode(null, 0, null);
    }

    static int count() {
        return COUNT;
    }

    /** Where this thread pushes first. */
    int ofThisThread() {
        return (int) Thread.currentThread().getId() & MASK;
    }

    /** Where it pushes when it met another thread there. */
    int after(int stripe) {
        return (stripe + 1) & MASK;
    }

    /** Acquire, pairs with the CAS that pushed. */
    @Nullable
    TimerNode headAcquire(int stripe) {
        return (TimerNode) CELL.getAcquire(heads, indexOf(stripe));
    }

    @Nullable
    TimerNode headVolatile(int stripe) {
        return (TimerNode) CELL.getVolatile(heads, indexOf(stripe));
    }

    /** Volatile; also orders what precedes it before reads that follow (see {@link PlannedWake}). */
    boolean casHead(int stripe, @Nullable TimerNode seen, @Nullable TimerNode node) {
        return CELL.compareAndSet(heads, indexOf(stripe), seen, node);
    }

    /** Owner: all nodes of a stripe, null if there are none. */
    @Nullable
    TimerNode take(int stripe) {
        int index = indexOf(stripe);
        TimerNode newest = (TimerNode) CELL.getVolatile(heads, index);
        return newest == null || newest == CLOSED ? null : (TimerNode) CELL.getAndSet(heads, index, null);
    }

    /** Owner: the same, and none comes after (I2). */
    @Nullable
    TimerNode close(int stripe) {
        TimerNode newest = (TimerNode) CELL.getAndSet(heads, indexOf(stripe), CLOSED);
        return newest == CLOSED ? null : newest;
    }

    private static int indexOf(int stripe) {
        return (stripe + 1) * STRIDE;
    }
}
