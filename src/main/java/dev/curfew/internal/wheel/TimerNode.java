package dev.curfew.internal.wheel;

import dev.curfew.wheel.Timeout;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One timer: 40 bytes. The node is its own link in the inbox, in a slot and on the cancel stack.
 *
 * <pre>
 *   from           to         thread          how
 *   INBOX          LINKED     wheel thread    CAS    adopted: the node goes into a slot
 *   INBOX          CANCELLED  canceller       CAS    popped if it is the newest, else dropped later
 *   INBOX          CANCELLED  only canceller  store  after it has popped the node
 *   LINKED         FIRED      wheel thread    CAS    the task runs
 *   LINKED         CANCELLED  canceller       CAS    the node goes on the cancel stack
 *   INBOX, LINKED  CANCELLED  closing thread  CAS    the wheel is closed
 *   CANCELLED      REAPED     wheel thread    store  no slot has the node any more
 * </pre>
 *
 * <ul>
 *   <li>T1: Exactly one CAS ends INBOX or LINKED: a CAS of {@code state}, or, if only one thread can cancel the node,
 *       the CAS that pops it from the inbox. After that pop no thread reaches the node. The thread whose CAS succeeded
 *       is the only one that touches {@code task}, and clears it. So a task runs at most once, and never after
 *       {@code cancel()} was true.
 *   <li>T2: Only the wheel thread touches {@code next} and {@code prev}, with one exception: {@code next} links the
 *       inbox until the wheel thread takes it. The producer writes it before the push that publishes the node. A
 *       canceller of the newest node reads it to pop the node, and clears it then; if the wheel thread has taken the
 *       stack in between, the CAS of that pop fails.
 *   <li>T3: A node that was cancelled when LINKED is pushed on the cancel stack exactly once, with
 *       {@code task} as its link, unless the stack ends before the push. The wheel thread takes it from there and reaps
 *       it, unless it has reaped the node when its slot came round.
 *   <li>T4: A node that is on no stack and in no slot has no links, so garbage keeps no garbage alive (GC nepotism).
 * </ul>
 */
public class TimerNode implements Timeout {

    static final int INBOX = 0;
    static final int LINKED = 1;
    static final int FIRED = 2;
    static final int CANCELLED = 3;
    static final int REAPED = 4;

    private static final VarHandle STATE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "state", VarHandle.class, TimerNode.class, int.class);

    private final long deadlineNanos;
    private final TimerQueue queue;
    private volatile int state;

    /** The task; after a cancellation in a slot, the link of the cancel stack (T1, T3). */
    private @Nullable Object task;

    /** T2. */
    @Nullable
    TimerNode next;

    /** T2; null for the first node of a slot. */
    @Nullable
    TimerNode prev;

    TimerNode(TimerQueue queue, long deadlineNanos, @Nullable Runnable task) {
        this.queue = queue;
        this.deadlineNanos = deadlineNanos;
        this.task = task;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public final boolean isExpired() {
        return state == FIRED;
    }

    @Override
    public final boolean isCancelled() {
        return state >= CANCELLED;
    }

    @Override
    public final boolean cancel() {
        int seen = state;
        if (seen == INBOX && casState(INBOX, CANCELLED)) {
            task = null;
            queue.cancelledInInbox(this);
            return true;
        }
        // The wheel thread may have adopted the node in between.
        if (seen <= LINKED && casState(LINKED, CANCELLED)) {
            task = null; // The stack may end in the next call.
            queue.cancelledInSlot(this);
            return true;
        }
        return false;
    }

    /**
     * Like {@link #cancel}, for the only thread that cancels this node. Saves a CAS if the node is the newest of its
     * stripe. A thread that repeats the end may cancel the node, too; then both calls may return true.
     */
    public final boolean cancelExclusive() {
        if (!queue.tryPop(this)) {
            return cancel();
        }
        task = null;
        STATE.setOpaque(this, CANCELLED);
        return true;
    }

    // ---- the wheel thread

    /** INBOX to LINKED. Returns false if the node was cancelled. */
    final boolean adopt() {
        return state == INBOX && casState(INBOX, LINKED);
    }

    /** LINKED to FIRED. Returns the task, null if the node was cancelled. */
    @Nullable
    final Runnable fire() {
        return casState(LINKED, FIRED) ? takeTask() : null;
    }

    /**
     * INBOX or LINKED to CANCELLED, because the wheel closes. Returns the task, null if the node was cancelled or has
     * fired.
     */
    @Nullable
    final Runnable abandon() {
        return casState(INBOX, CANCELLED) || casState(LINKED, CANCELLED) ? takeTask() : null;
    }

    /** Stores a task that has had no effect in a node that has fired. */
    final void putBack(Runnable unfinished) {
        task = unfinished;
    }

    /** To be called by the thread whose CAS ended INBOX or LINKED (T1). */
    @Nullable
    final Runnable takeTask() {
        Runnable taken = (Runnable) task;
        task = null;
        return taken;
    }

    final boolean isReaped() {
        return state == REAPED;
    }

    /** CANCELLED to REAPED. Opaque: only the wheel thread tells these two apart. */
    final void reaped() {
        STATE.setOpaque(this, REAPED);
    }

    /** To be called by the thread that makes a {@link RecurringTimer} pending again (T5). */
    final void pendAgain(int pending, Runnable next) {
        task = next;
        state = pending;
    }

    /** LINKED to REAPED, before the node is in a slot. Returns false if it was cancelled, and is on the cancel stack. */
    final boolean drop() {
        if (!casState(LINKED, REAPED)) {
            return false;
        }
        task = null;
        return true;
    }

    // ---- the cancel stack

    /** To be called by the canceller before the push that publishes the node (T3). */
    final void linkCancelled(@Nullable TimerNode older) {
        task = older;
    }

    /** To be called by the wheel thread after it has taken the stack. */
    @Nullable
    final TimerNode takeCancelledLink() {
        TimerNode older = (TimerNode) task;
        task = null;
        return older;
    }

    private boolean casState(int seen, int next) {
        return STATE.compareAndSet(this, seen, next);
    }
}
