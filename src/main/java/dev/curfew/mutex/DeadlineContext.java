package dev.curfew.mutex;

import dev.curfew.Context;
import dev.curfew.spi.PathFormat;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A context with a deadline of its own, and a timer for it: Go's {@code timerCtx}. */
final class DeadlineContext extends MutexContext {

    private final @Nullable Throwable expiryCause;
    /** Guarded by this context's monitor; null before the timer is armed and once the context has ended. */
    private @Nullable Future<?> timer;

    DeadlineContext(
            MutexCore core, Context parent, Context origin, long deadlineNanos, @Nullable Throwable expiryCause) {
        super(core, parent, origin, deadlineNanos);
        this.expiryCause = expiryCause;
    }

    /** Arms the timer of a new context, or ends it and throws. */
    @Override
    void arm(long delayNanos) {
        boolean armed = false;
        try {
            armed = schedule(delayNanos);
        } finally {
            if (!armed) {
                cancel();
            }
        }
        if (!armed) {
            throw new IllegalStateException(Timers.CLOSED);
        }
    }

    /** False if the timers are closed. Not armed if this context has ended, nor left armed if the timers close now. */
    private boolean schedule(long delayNanos) {
        synchronized (this) {
            if (isDone()) {
                return true;
            }
            timer = core.timers.schedule(this::timeIsUp, delayNanos);
            if (timer == null) {
                return false;
            }
        }
        Verdict closed = core.timers.closed();
        if (closed != null) {
            end(closed); // close() may have looked at the queue before this timer was in it
        }
        return true;
    }

    /** The timer's task; {@link Timers#close} runs it too. An end that has no memory is tried again by the timer. */
    private void timeIsUp() {
        try {
            Verdict closed = core.timers.closed();
            if (closed != null) {
                end(closed);
            } else if (deadlineNanos() - core.runtime.clock().nanoTime() <= 0) {
                expire();
            }
        } catch (Throwable e) {
            core.callbacks.onError(e);
        }
        if (isDone()) {
            throw Context.CANCELED; // to the executor, which does not run the task again
        }
    }

    void expire() {
        end(Verdict.expired(expiryCause));
    }

    @Override
    void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    String step() {
        return PathFormat.withDeadline(this);
    }
}
