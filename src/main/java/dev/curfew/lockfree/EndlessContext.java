package dev.curfew.lockfree;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import org.jspecify.annotations.Nullable;

/** A context without deadline that never ends: nothing is attached to it. */
abstract sealed class EndlessContext implements Context, Parent permits RootContext, DetachedContext {

    final LockFreeCore core;

    EndlessContext(LockFreeCore core) {
        this.core = core;
    }

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
        // This never ends.
    }

    @Override
    public final void detach(CancelNode child) {
        // It was not attached.
    }
}
