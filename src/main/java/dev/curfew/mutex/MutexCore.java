package dev.curfew.mutex;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.spi.Callbacks;
import dev.curfew.spi.ContextCore;
import dev.curfew.spi.Deadlines;
import dev.curfew.spi.PathFormat;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * A straightforward port of Go's {@code context.go}: a lock, a set of children and a timer per context.
 * {@link MutexContext} tells how.
 */
public final class MutexCore implements ContextCore {

    final ContextRuntime runtime;
    final Callbacks callbacks;
    final Timers timers = new Timers();
    private final Context background = new EndlessContext(this, null, PathFormat.BACKGROUND);
    private final Context todo = new EndlessContext(this, null, PathFormat.TODO);

    /**
     * Makes the core of a runtime.
     *
     * @param runtime whose core it is; not used before its constructor has returned
     * @param callbacks what runs user code, and reports its failures
     */
    public MutexCore(ContextRuntime runtime, Callbacks callbacks) {
        this.runtime = runtime;
        this.callbacks = callbacks;
        // Initializes classes whose first use might be at the end of a stack, which would break them for good.
        CancelContext rehearsed = withCancel(background);
        withCancel(rehearsed).onDone(() -> {});
        rehearsed.cancel();
    }

    @Override
    public Context background() {
        return background;
    }

    @Override
    public Context todo() {
        return todo;
    }

    @Override
    public CancelContext withCancel(Context parent) {
        Context origin = OwnContext.originOf(parent);
        MutexContext child = new MutexContext(this, parent, origin, origin.deadlineNanos());
        child.attach();
        return child;
    }

    @Override
    public CancelContext withDeadline(Context parent, long deadlineNanos, long nowNanos, @Nullable Throwable cause) {
        if (deadlineNanos == Context.NO_DEADLINE) {
            return withCancel(parent);
        }
        long deadline = Deadlines.after(nowNanos, deadlineNanos - nowNanos);
        Context origin = OwnContext.originOf(parent);
        long inherited = origin.deadlineNanos();
        boolean inherits = inherited != Context.NO_DEADLINE && deadline - nowNanos >= inherited - nowNanos;
        MutexContext child = inherits
                ? new MutexContext(this, parent, origin, inherited)
                : new DeadlineContext(this, parent, origin, deadline, cause);
        if (deadline - nowNanos <= 0) {
            child.bornEnded(Verdict.expired(cause));
        } else {
            child.attach();
            child.arm(deadline - nowNanos);
        }
        return child;
    }

    @Override
    public <T> Context withValue(Context parent, Key<T> key, @Nullable T value) {
        return new ValueContext(this, parent, key, value);
    }

    @Override
    public Context withoutCancel(Context parent) {
        return new EndlessContext(this, parent, PathFormat.WITHOUT_CANCEL);
    }

    /** The thread comes with the first deadline: there is nothing to gain from having it before. */
    @Override
    public void start() {
        if (timers.closed() != null) {
            throw new IllegalStateException(Timers.CLOSED);
        }
    }

    @Override
    public @Nullable Agent agent() {
        return null;
    }

    @Override
    public long nextWakeNanos() {
        throw new AssertionError("this core has no agent");
    }

    @Override
    public void close() {
        timers.close(Long.MAX_VALUE);
    }

    @Override
    public boolean close(long timeoutNanos) {
        return timers.close(timeoutNanos);
    }
}
