package dev.curfew.internal.mutex;

import dev.curfew.Registration;
import dev.curfew.internal.ActionWait;
import org.jspecify.annotations.Nullable;

/** A registered action. The first to take the {@code Runnable}, the end or {@link #stop}, decides whether it runs. */
final class Action implements Registration, Runnable {

    private final MutexContext context;
    /** Guarded by the monitor of the context; null once taken. */
    private @Nullable Runnable runnable;
    /** Guarded by the monitor of the context; the thread that runs the action. */
    private @Nullable Thread running;

    // The neighbours on the context's list, which it guards.
    @Nullable
    Action before;

    @Nullable
    Action after;

    Action(MutexContext context, Runnable runnable) {
        this.context = context;
        this.runnable = runnable;
    }

    /** Runs the action, unless it was stopped. What the action throws is reported. */
    void notifyEnd() {
        if (context.core.callbacks.run(this)) {
            return;
        }
        if (isLeft()) {
            // The callbacks have caught the first overflow. The propagation catches this one, and notifies the action
            // again.
            throw new StackOverflowError("no room to take an action");
        }
        if (running() == Thread.currentThread()) {
            runs(null); // A stack overflow may have kept this thread from doing so at the end of the action.
        }
    }

    /**
     * Takes the action in the frame that runs it, so that a stack overflow between the two counts as the action's own.
     */
    @Override
    public void run() {
        Runnable taken = take(Thread.currentThread());
        if (taken != null) {
            try {
                taken.run();
            } finally {
                runs(null);
            }
        }
    }

    private boolean isLeft() {
        synchronized (context) {
            return runnable != null;
        }
    }

    @Override
    public boolean stop() {
        return take(null) != null;
    }

    @Override
    public boolean stopAndAwait() throws InterruptedException {
        return ActionWait.stopAndAwait(this, this::running);
    }

    private @Nullable Thread running() {
        synchronized (context) {
            return running;
        }
    }

    private void runs(@Nullable Thread thread) {
        synchronized (context) {
            running = thread;
        }
    }

    /** @param runner the thread that runs what it takes; null for one that drops it */
    private @Nullable Runnable take(@Nullable Thread runner) {
        synchronized (context) {
            Runnable taken = runnable;
            if (taken != null) {
                running = runner;
            }
            runnable = null;
            context.forget(this);
            return taken;
        }
    }
}
