package dev.curfew.internal.mutex;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.internal.Callbacks;
import dev.curfew.internal.Classes;
import dev.curfew.internal.ContextCore;
import dev.curfew.internal.DeadlineService;
import dev.curfew.internal.Deadlines;
import dev.curfew.internal.PathFormat;
import dev.curfew.internal.Scopes;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The straightforward way, after Go's {@code context.go}: a lock, a list of children and a timer per context.
 * {@link MutexContext} describes it.
 */
public final class MutexCore implements ContextCore {

    final ContextRuntime runtime;
    final Callbacks callbacks;
    final Timers timers = new Timers();
    private final Context background = new UncancellableContext(this, null, PathFormat.BACKGROUND);
    private final Context todo = new UncancellableContext(this, null, PathFormat.TODO);

    /**
     * Makes the core of a runtime.
     *
     * @param runtime the runtime of the contexts; not used before its constructor has returned
     * @param callbacks runs user code, and reports its failures
     */
    public MutexCore(ContextRuntime runtime, Callbacks callbacks) {
        this.runtime = runtime;
        this.callbacks = callbacks;
        // Initializes classes whose first use might otherwise be at the end of a stack, which would break them for
        // good.
        CancelContext rehearsed = withCancel(background);
        var unused = withCancel(rehearsed).onDone(() -> {});
        rehearsed.cancel();
        Classes.initialize(LeaseContext.class, MergedContext.class, ScheduledAction.class);
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
        Context anchor = OwnContext.anchorOf(parent);
        MutexContext child = new MutexContext(this, parent, anchor, anchor.deadlineNanos());
        child.attach();
        return child;
    }

    @Override
    public CancelContext withDeadline(Context parent, long deadlineNanos, long nowNanos, @Nullable Throwable cause) {
        if (deadlineNanos == Context.NO_DEADLINE) {
            return withCancel(parent);
        }
        long deadline = Deadlines.after(nowNanos, deadlineNanos - nowNanos);
        Context anchor = OwnContext.anchorOf(parent);
        long inherited = anchor.deadlineNanos();
        boolean inherits = inherited != Context.NO_DEADLINE && deadline - nowNanos >= inherited - nowNanos;
        MutexContext child = inherits
                ? new MutexContext(this, parent, anchor, inherited)
                : new DeadlineContext(this, parent, anchor, deadline, cause);
        if (deadline - nowNanos <= 0) {
            child.bornEnded(Verdict.deadlineExceeded(cause));
        } else {
            child.attach();
            child.arm(nowNanos);
        }
        return child;
    }

    @Override
    public CancelContext withCancelOn(Context parent, Context other) {
        return withCancelOn(parent, new Context[] {other});
    }

    @Override
    public CancelContext withCancelOn(Context parent, Context... others) {
        MergedContext child = MergedContext.create(this, parent, others);
        if (child == null) {
            return withCancel(parent);
        }
        child.attach();
        child.attachToOthers();
        return child;
    }

    @Override
    public Lease withLease(Context parent, long nanos, long nowNanos, @Nullable Throwable cause) {
        long expires = Deadlines.after(nowNanos, nanos);
        LeaseContext child = new LeaseContext(this, parent, OwnContext.anchorOf(parent), expires, nanos, cause);
        if (expires - nowNanos <= 0) {
            child.bornEnded(child.expired());
        } else {
            child.attach();
            child.arm(nowNanos);
        }
        return child;
    }

    @Override
    public Registration schedule(
            Context parent, long delayNanos, long nowNanos, Runnable action, @Nullable Executor executor) {
        long due = Deadlines.after(nowNanos, delayNanos);
        ScheduledAction scheduled = new ScheduledAction(this, parent, due, action, executor);
        scheduled.attach();
        scheduled.arm(nowNanos);
        return scheduled;
    }

    @Override
    public <T> Context withValue(Context parent, Key<T> key, @Nullable T value) {
        return new ValueContext(this, parent, key, value);
    }

    @Override
    public Context withoutCancel(Context parent) {
        return new UncancellableContext(this, parent, PathFormat.WITHOUT_CANCEL);
    }

    @Override
    public Scopes scopes(Context parent, int capacity) {
        throw new UnsupportedOperationException("the mutex core has no scope pools");
    }

    @Override
    public DeadlineService deadlines() {
        return timers;
    }
}
