package dev.curfew.lockfree;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.spi.ContextCore;
import dev.curfew.spi.Deadlines;
import dev.curfew.spi.PathFormat;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/** The lock-free core of one runtime. {@link CancelNode} is where it begins. */
public final class LockFreeCore implements ContextCore {

    final ContextRuntime runtime;
    final RootContext background = new RootContext(this, PathFormat.BACKGROUND);
    private final RootContext todo = new RootContext(this, PathFormat.TODO);
    private final ErrorHandler errorHandler;
    private final DeadlineTimers timers;

    /**
     * @param runtime asked for its clock now, and given as the runtime of the core's contexts
     * @param errorHandler throws nothing
     */
    public LockFreeCore(ContextRuntime runtime, ErrorHandler errorHandler) {
        this.runtime = runtime;
        this.errorHandler = errorHandler;
        timers = new JdkTimers(runtime.clock());
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
        Parent above = parentFor(parent);
        CancelNode child = new CancelNode(above);
        above.attach(child);
        return child;
    }

    @Override
    public CancelContext withDeadline(Context parent, long deadlineNanos, long nowNanos, @Nullable Throwable cause) {
        if (deadlineNanos == Context.NO_DEADLINE) {
            return withCancel(parent);
        }
        Parent above = parentFor(parent);
        long due = Deadlines.after(nowNanos, deadlineNanos - nowNanos);
        boolean passed = due - nowNanos <= 0;
        long inherited = above.deadlineOwner().deadlineNanos();
        if (inherited != Context.NO_DEADLINE && due - nowNanos >= inherited - nowNanos) {
            CancelNode child = new CancelNode(above);
            above.attach(child);
            if (passed) {
                child.end(Verdict.deadlineExceeded(cause));
            }
            return child;
        }
        DeadlineNode child = new DeadlineNode(above, due, cause);
        above.attach(child);
        if (passed) {
            child.expire();
        } else if (!child.isDone()) {
            arm(child);
        }
        return child;
    }

    private void arm(DeadlineNode child) {
        DeadlineTimers.Timer timer;
        try {
            timer = timers.arm(child);
        } catch (Throwable e) {
            child.cancel();
            throw e;
        }
        child.armed(timer);
    }

    @Override
    public <T> Context withValue(Context parent, Key<T> key, @Nullable T value) {
        return ValueContext.derive(parent, key, value);
    }

    @Override
    public Context withoutCancel(Context parent) {
        return new DetachedContext(this, parent);
    }

    @Override
    public void close() {
        timers.close();
    }

    private Parent parentFor(Context context) {
        Context anchor = context instanceof ValueContext binding ? binding.anchor() : context;
        return anchor instanceof Parent && context instanceof Parent parent ? parent : new ForeignParent(this, context);
    }

    void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            report(e);
        }
    }

    void report(Throwable failure) {
        errorHandler.onError(failure);
    }
}
