package dev.curfew.internal.mutex;

import dev.curfew.Context;
import dev.curfew.internal.DeadlineService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A context with a timer. */
abstract class TimedContext extends MutexContext {

    /** Guarded by the monitor of this context; null before the timer is armed and once the context has ended. */
    @Nullable
    Future<?> timer;

    TimedContext(MutexCore core, Context parent, Context anchor, long deadlineNanos) {
        super(core, parent, anchor, deadlineNanos);
    }

    /** Arms the timer of a new context. If the timers are closed, ends the context and throws. */
    @Override
    final void arm(long nowNanos) {
        boolean armed = false;
        try {
            armed = schedule(nowNanos);
        } finally {
            if (!armed) {
                cancel();
            }
        }
        if (!armed) {
            throw DeadlineService.closed();
        }
    }

    /**
     * Arms the timer if one is needed. Returns false if the timers are closed. Arms no timer if this context has ended,
     * which may have been before it was attached, and leaves none armed if the timers close meanwhile.
     */
    final boolean schedule(long nowNanos) {
        synchronized (this) {
            if (isDone()) {
                disarm();
            } else if (!scheduleLocked(nowNanos)) {
                return false;
            }
        }
        Verdict closed = core.timers.closed();
        if (closed != null) {
            end(closed); // Timers.close() may have read the queue before this timer was in it.
        }
        return true;
    }

    /**
     * Does the same for a live context, with its monitor held. If memory is short, throws, and an earlier timer stays.
     */
    boolean scheduleLocked(long nowNanos) {
        Future<?> made = core.timers.schedule(this::timeIsUp, dueNanos() - nowNanos);
        if (made == null) {
            return false;
        }
        timer = made;
        return true;
    }

    /** When the timer is due. To be called with the monitor held. */
    abstract long dueNanos();

    /**
     * The task of the timer, which {@link Timers#close} runs too. If there is no memory to end the context, the timer
     * tries again.
     */
    final void timeIsUp() {
        boolean isOver = false;
        try {
            Verdict closed = core.timers.closed();
            if (closed != null) {
                end(closed);
            } else {
                isOver = timeIsUp(core.runtime.clock().nanoTime());
            }
        } catch (Throwable e) {
            core.callbacks.onError(e);
        }
        if (isOver || isDone()) {
            throw Context.CANCELED; // The executor gets this, and does not run the task again.
        }
    }

    /** Does what the timer is for if it is due. Returns whether the timer is over although the context may be live. */
    abstract boolean timeIsUp(long nowNanos);

    @Override
    void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
