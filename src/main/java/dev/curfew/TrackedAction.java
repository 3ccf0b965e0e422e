package dev.curfew;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.internal.ActionWait;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An action that is run or taken back, once, and for whose return a thread can wait. The state is the action, then the
 * thread that runs it, then null.
 */
abstract class TrackedAction implements Registration {

    private static final VarHandle STATE =
            fieldVarHandle(lookup(), "state", VarHandle.class, TrackedAction.class, Object.class);

    private volatile @Nullable Object state;

    TrackedAction(Runnable action) {
        state = ActionWait.notAThread(action);
    }

    /** Takes the action back. Returns false if it has begun, or if another call took it back. */
    final boolean takeBack() {
        return take(null) != null;
    }

    /** Runs the action, unless it has begun or was taken back. What it throws is reported. */
    final void runOnce(ContextRuntime runtime) {
        Runnable action = take(Thread.currentThread());
        if (action != null) {
            try {
                runtime.run(action);
            } finally {
                STATE.setRelease(this, null);
            }
        }
    }

    /** Returns the action to one caller, and null to all others. */
    private @Nullable Runnable take(@Nullable Thread runner) {
        return state instanceof Runnable action
                        && !(action instanceof Thread)
                        && STATE.compareAndSet(this, action, runner)
                ? action
                : null;
    }

    @Override
    public final boolean stopAndAwait() throws InterruptedException {
        // stop() is false for an action that was passed to an executor and can be taken back.
        if (stop() || takeBack()) {
            return true;
        }
        ActionWait.await(() -> state);
        return false;
    }
}
