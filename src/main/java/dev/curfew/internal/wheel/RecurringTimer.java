package dev.curfew.internal.wheel;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.internal.Deadlines;
import java.lang.invoke.VarHandle;

/**
 * A timer that is pending again and again: 48 bytes. The wheel thread files it again for the time that its
 * {@link RecurringTask} names, without a push on the inbox. Its owner takes it when it is over, and arms it.
 *
 * <pre>
 *   from    to      thread        how
 *   FIRED   LINKED  wheel thread  store: the task has called {@code file}
 *   FIRED   INBOX   owner         store, then a push: the owner has taken the timer
 *   LINKED  REAPED  wheel thread  CAS: the task does not want the timer any more, which is over then
 * </pre>
 *
 * <ul>
 *   <li>T5: {@code dueNanos} is {@link Deadlines#NONE} exactly while the timer is over: it has not been armed yet, its
 *       task has called {@code over} or does not want it, or the wheel was closed. The owner, or the task, takes a timer
 *       that is over by a CAS of {@code dueNanos}. Only the thread whose CAS has succeeded makes the timer pending. A
 *       cancelled timer keeps its {@code dueNanos}, so nobody takes it.
 *   <li>T6: {@code dueNanos} does not change while the node is in the inbox or in a slot.
 * </ul>
 */
public final class RecurringTimer extends TimerNode {

    private static final VarHandle DUE =
            fieldVarHandle(lookup(), "dueNanos", VarHandle.class, RecurringTimer.class, long.class);

    private volatile long dueNanos = Deadlines.NONE;

    /** A timer that is over. */
    RecurringTimer(TimerQueue queue) {
        super(queue, Deadlines.NONE, null);
    }

    @Override
    public long deadlineNanos() {
        return dueNanos;
    }

    /** Whether the task runs at a time or earlier, as long as nobody cancels the timer. */
    public boolean covers(long timeNanos) {
        long due = dueNanos;
        return due != Deadlines.NONE && due - timeNanos <= 0;
    }

    /** Takes a timer that is over (T5). Returns false if it is not. The caller arms it, or it is the task. */
    public boolean take(long timeNanos) {
        return DUE.compareAndSet(this, Deadlines.NONE, timeOf(timeNanos));
    }

    private static long timeOf(long timeNanos) {
        return timeNanos == Deadlines.NONE ? timeNanos + 1 : timeNanos;
    }

    // ---- the task, on the wheel thread

    /** Lets the task run again at this time. Volatile: the task may read after it what an owner has written. */
    public void file(long timeNanos) {
        dueNanos = timeOf(timeNanos);
    }

    /** The timer is not pending any more, and its owner may take it. */
    public void over() {
        dueNanos = Deadlines.NONE;
    }

    // ---- the queue and the wheel thread

    /** FIRED to INBOX, before the push. The caller has taken the timer. */
    void arm(long timeNanos, RecurringTask task) {
        dueNanos = timeNanos;
        pendAgain(INBOX, task);
    }

    /**
     * FIRED to LINKED, after the task has filed the timer. Returns whether it has to go into a slot: not if the task
     * does not want it any more.
     */
    boolean fileAgain(RecurringTask task) {
        pendAgain(LINKED, task);
        if (task.wants(this) || !drop()) {
            return true;
        }
        over();
        return false;
    }
}
