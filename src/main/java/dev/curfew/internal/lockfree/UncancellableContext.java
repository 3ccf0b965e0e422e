package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import org.jspecify.annotations.Nullable;

/** A context without deadline that never ends: nothing is attached to it. */
abstract sealed class UncancellableContext implements Context, Parent permits RootContext, DetachedContext {

    final LockFreeCore core;

    UncancellableContext(LockFreeCore core) {
        this.core = core;
    }

    /** As {@link CancelNode#values}. */
    abstract @Nullable Context values();

    @Override
    public final long deadlineNanos() {
        return NO_DEADLINE;
    }

    @Override
    public final Done done() {
        return Done.NEVER;
    }

    @Override
    public final boolean isDone() {
        return false;
    }

    @Override
    public final @Nullable ContextException err() {
        return null;
    }

    @Override
    public final ContextRuntime runtime() {
        return core.runtime;
    }

    @Override
    public final boolean expireIfDue(long nowNanos) {
        return false;
    }

    @Override
    public final Context context() {
        return this;
    }

    @Override
    public final void attach(CancelNode child) {
        // This context never ends.
    }

    @Override
    public final void detach(CancelNode child) {
        // The node was not attached.
    }
}
