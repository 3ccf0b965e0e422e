package dev.curfew.internal.wheel;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.internal.Deadlines;
import java.lang.invoke.VarHandle;

/**
 * A timer that is pending again and again: 48 bytes. The wheel thread files it again for the time that its
 * {@link RecurringTask} names, without a push on the inbox. Its owner arms it when it is over.
 *
 * <pre>
 *   from    to      thread        how
 *   FIRED   LINKED  wheel thread  store: the task has called {@code file}
 *   FIRED   INBOX   owner         store, then a push: the owner arms the timer
 *   LINKED  REAPED  wheel thread  CAS: the task does not want the timer any more
 * </pre>
 *
 * <ul>
 *   <li>T5: {@code dueNanos} is {@link Deadlines#NONE} exactly while the timer is over: it has not been armed yet, or
 *       its task has called {@code over}. It leaves NONE by one CAS: of the owner, who then arms the timer, or of the
 *       task, which then files it. After a call of {@code over}, the task touches a timer that the owner has armed no
 *       more. So one thread at a time makes the timer pending.
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

    /** Whether the timer is pending, or its task runs and has not called {@link #over()}. */
    public boolean isArmed() {
        return dueNanos != Deadlines.NONE;
    }

    /** Whether the task runs at a time or earlier, as long as nobody cancels the timer. */
    public boolean covers(long timeNanos) {
        long due = dueNanos;
        return due != Deadlines.NONE && due - timeNanos <= 0;
    }

    // ---- the task, on the wheel thread

    /** Lets the task run again at this time. Volatile: the task may read after it what an owner has written. */
    public void file(long timeNanos) {
        dueNanos = timeNanos;
    }

    /** Does the same after a call of {@link #over()}. Returns false if the owner has armed the timer since. */
    public boolean fileAfterOver(long timeNanos) {
        return leaveOver(timeNanos);
    }

    /** The timer is not pending any more, and its owner may arm it. */
    public void over() {
        dueNanos = Deadlines.NONE;
    }

    /** T5. */
    private boolean leaveOver(long timeNanos) {
        return DUE.compareAndSet(this, Deadlines.NONE, timeNanos);
    }

    // ---- the queue and the wheel thread

    /** FIRED to INBOX, before the push. Returns false if the task has filed the timer. */
    boolean arm(long timeNanos, RecurringTask task) {
        if (!leaveOver(timeNanos)) {
            return false;
        }
        pendAgain(INBOX, task);
        return true;
    }

    /**
     * FIRED to LINKED, after the task has filed the timer. Returns whether it has to go into a slot: not if the task
     * does not want it any more.
     */
    boolean fileAgain(RecurringTask task) {
        pendAgain(LINKED, task);
        return task.wants(this) || !drop();
    }
}
