package dev.curfew.internal.mutex;

import dev.curfew.Context;
import dev.curfew.Registration;
import dev.curfew.internal.ActionWait;
import dev.curfew.internal.Answer;
import dev.curfew.internal.Memory;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An action that a timer runs unless its context ends before. It is a child of that context, which no user sees, so the
 * end of the context, {@code stop()} and the begin of the action exclude each other by the monitor of that child.
 */
final class ScheduledAction extends TimedContext implements Registration {

    private final long dueNanos;
    private final @Nullable Executor executor;
    /** Guarded by the monitor of this object, as all fields below; null once it has begun, or never will. */
    private @Nullable Runnable action;

    private @Nullable Thread running;

    ScheduledAction(MutexCore core, Context parent, long dueNanos, Runnable action, @Nullable Executor executor) {
        super(core, parent, anchorOf(parent), NO_DEADLINE);
        this.dueNanos = dueNanos;
        this.action = action;
        this.executor = executor;
    }

    @Override
    long dueNanos() {
        return dueNanos;
    }

    @Override
    boolean timeIsUp(long nowNanos) {
        boolean isDue = dueNanos - nowNanos <= 0;
        if (isDue) {
            handOver();
        }
        return isDue;
    }

    private void handOver() {
        if (executor == null) {
            begin();
            return;
        }
        Runnable begins = this::begin; // If memory is short, throws, and the timer tries again.
        try {
            executor.execute(begins);
        } catch (Throwable e) {
            cancel();
            core.callbacks.onError(e);
        }
    }

    private void begin() {
        Runnable taken;
        synchronized (this) {
            taken = action;
            if (taken == null || isDone()) {
                return;
            }
            action = null;
            running = Thread.currentThread();
        }
        try {
            letContextGo();
            if (!isContextDone()) {
                core.callbacks.run(taken);
            }
        } finally {
            synchronized (this) {
                running = null;
            }
        }
    }

    /** Called before the action runs, which no other call would run if there is no memory for this. */
    private void letContextGo() {
        for (int tries = 1; !isDone(); tries++) {
            try {
                cancel();
            } catch (OutOfMemoryError e) {
                Memory.await(tries, e);
            }
        }
    }

    private boolean isContextDone() {
        Context context = anchor();
        return context instanceof MutexContext
                ? context.isDone()
                : ForeignEnd.isDone(Answer.done(context.done(), context), core.callbacks);
    }

    @Override
    public boolean stop() {
        boolean isLate = isContextDone();
        boolean taken;
        synchronized (this) {
            taken = action != null && !isDone();
            action = null;
        }
        cancel();
        return taken && !isLate;
    }

    @Override
    public boolean stopAndAwait() throws InterruptedException {
        return ActionWait.stopAndAwait(this, this::running);
    }

    private synchronized @Nullable Thread running() {
        return running;
    }

    /** The end: also of the context. */
    @Override
    void disarm() {
        action = null;
        super.disarm();
    }
}
