package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.Key;
import org.jspecify.annotations.Nullable;

/** A context without deadline that never ends: a root of the runtime. */
final class RootContext implements Context, Parent, DeadlineOwner {

    private final LockFreeCore core;
    private final String name;

    RootContext(LockFreeCore core, String name) {
        this.core = core;
        this.name = name;
    }

    @Override
    public long deadlineNanos() {
        return NO_DEADLINE;
    }

    @Override
    public Done done() {
        return Done.NEVER;
    }

    @Override
    public boolean isDone() {
        return false;
    }

    @Override
    public @Nullable ContextException err() {
        return null;
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return requireNonNull(key, "key").defaultValue();
    }

    @Override
    public ContextRuntime runtime() {
        return core.runtime;
    }

    @Override
    public boolean expireIfDue(long nowNanos) {
        return false;
    }

    @Override
    public LockFreeCore core() {
        return core;
    }

    @Override
    public Context context() {
        return this;
    }

    @Override
    public @Nullable Context valueSource() {
        return null;
    }

    @Override
    public DeadlineOwner deadlineOwner() {
        return this;
    }

    @Override
    public void attach(CancelNode child) {
        // This never ends.
    }

    @Override
    public void detach(CancelNode child) {
        // It was not attached.
    }

    @Override
    public String toString() {
        return name;
    }
}
