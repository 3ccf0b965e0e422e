package dev.curfew.mutex;

import dev.curfew.Registration;
import org.jspecify.annotations.Nullable;

/** A registered action. Whoever takes the {@code Runnable} first, the end or {@link #stop}, decides whether it runs. */
final class Action implements Registration, Runnable {

    private final MutexContext context;
    /** Guarded by the context's monitor; null once taken. */
    private @Nullable Runnable runnable;

    Action(MutexContext context, Runnable runnable) {
        this.context = context;
        this.runnable = runnable;
    }

    /** Runs the action, unless it was stopped. What it throws is reported. */
    void tell() {
        if (!context.core.callbacks.run(this) && isLeft()) {
            throw new StackOverflowError("no room to take an action"); // which was caught, so it is told again
        }
    }

    /** Takes the action in the frame that calls it, so that a stack overflow in between counts as the action's own. */
    @Override
    public void run() {
        Runnable taken = take();
        if (taken != null) {
            taken.run();
        }
    }

    private boolean isLeft() {
        synchronized (context) {
            return runnable != null;
        }
    }

    @Override
    public boolean stop() {
        return take() != null;
    }

    private @Nullable Runnable take() {
        synchronized (context) {
            Runnable taken = runnable;
            runnable = null;
            context.forget(this);
            return taken;
        }
    }
}
