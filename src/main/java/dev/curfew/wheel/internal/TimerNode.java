package dev.curfew.wheel.internal;

import dev.curfew.wheel.Timeout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One timeout, its own node wherever it is kept: 40 bytes.
 *
 * <pre>
 *   from      to           who         how
 *   INBOX     LINKED       owner       CAS   adopted: goes into a slot
 *   INBOX     CANCELLED    canceller   CAS   popped if it is the newest, else dropped when the inbox is drained
 *   INBOX     CANCELLED    who alone may cancel it, and has popped it   store
 *   LINKED    FIRED        owner       CAS   the task runs
 *   LINKED    CANCELLED    canceller   CAS   goes on the cancel stack
 *   INBOX, LINKED  CANCELLED  who closes  CAS  the wheel is closed
 *   CANCELLED RELEASED     owner       store that no slot has it any more
 * </pre>
 *
 * <ul>
 *   <li>I1: exactly one CAS ends INBOX or LINKED: a CAS of the state, or, if only one thread can cancel the node, the CAS that
 *       pops it from the inbox. After that pop no thread reaches the node. Its winner alone touches {@code task}, and clears
 *       it. So a task runs at most once, and never after {@code cancel()} was true.
 *   <li>I2: {@code next} and {@code prev} are the owner's, except that {@code next} threads the inbox before the owner
 *       takes it: written before the push that publishes it. Who cancels the newest reads it to pop that, and
 *       clears it then; if the owner has taken the stack in between, the CAS of that pop fails.
 *   <li>I3: a node that was cancelled when LINKED is pushed on the cancel stack exactly once, with {@code task} as its
 *       link; the owner takes it from there and releases it, unless its slot came round before.
 *   <li>I4: a node that no stack and no slot has is linked to nothing: no nepotism among garbage.
 * </ul>
 */
public final class TimerNode implements Timeout {

    static final int INBOX = 0;
    static final int LINKED = 1;
    static final int FIRED = 2;
    static final int CANCELLED = 3;
    static final int RELEASED = 4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(TimerNode.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long deadlineNanos;
    private final Wheel wheel;
    private volatile int state;

    /** What to run; the link of the cancel stack after it was cancelled in a slot (I1, I3). */
    private @Nullable Object task;

    /** I2. */
    @Nullable
    TimerNode next;

    /** I2; null for the first of a slot. */
    @Nullable
    TimerNode prev;

    TimerNode(Wheel wheel, long deadlineNanos, @Nullable Runnable task) {
        this.wheel = wheel;
        this.deadlineNanos = deadlineNanos;
        this.task = task;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public boolean isExpired() {
        return state == FIRED;
    }

    @Override
    public boolean isCancelled() {
        return state >= CANCELLED;
    }

    @Override
    public boolean cancel() {
        int seen = state;
        if (seen == INBOX && casState(INBOX, CANCELLED)) {
            task = null;
            wheel.cancelledInInbox(this);
            return true;
        }
        // Or adopted in between.
        if (seen <= LINKED && casState(LINKED, CANCELLED)) {
            wheel.cancelledInSlot(this);
            return true;
        }
        return false;
    }

    /**
     * As {@link #cancel}, for a canceller that is the only one the node will ever have: a CAS less for the newest. Of two,
     * both might be told that they did it.
     */
    public boolean cancelAlone() {
        if (!wheel.takeBack(this)) {
            return cancel();
        }
        task = null;
        STATE.setOpaque(this, CANCELLED);
        return true;
    }

    // ---- the owner

    /** INBOX to LINKED. Returns false if it was cancelled. */
    boolean adopt() {
        return state == INBOX && casState(INBOX, LINKED);
    }

    /** LINKED to FIRED. Returns the task, null if it was cancelled. */
    @Nullable
    Runnable fire() {
        return casState(LINKED, FIRED) ? takeTask() : null;
    }

    /** For the wheel that closes. Returns the task, null if it was cancelled or has run. */
    @Nullable
    Runnable abandon() {
        return casState(INBOX, CANCELLED) || casState(LINKED, CANCELLED) ? takeTask() : null;
    }

    /** For a task that has had no effect, on a node that has fired. */
    void putBack(Runnable unfinished) {
        task = unfinished;
    }

    /** Of a node that this thread took out of its state for good (I1). */
    @Nullable
    Runnable takeTask() {
        Runnable taken = (Runnable) task;
        task = null;
        return taken;
    }

    boolean isReleased() {
        return state == RELEASED;
    }

    /** No slot has it any more. After a cancellation only; plain order will do, as nobody else tells these two apart. */
    void released() {
        STATE.setOpaque(this, RELEASED);
    }

    // ---- the cancel stack

    /** By the canceller, before the push that publishes it (I3); lets go of the task. */
    void linkCancelled(@Nullable TimerNode older) {
        task = older;
    }

    /** By the owner that has taken the stack. */
    @Nullable
    TimerNode takeCancelledLink() {
        TimerNode older = (TimerNode) task;
        task = null;
        return older;
    }

    private boolean casState(int seen, int next) {
        return STATE.compareAndSet(this, seen, next);
    }
}
