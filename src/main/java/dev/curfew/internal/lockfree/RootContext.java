package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import org.jspecify.annotations.Nullable;

/** A root of the runtime. */
final class RootContext extends UncancellableContext implements DeadlineHolder {

    private final String name;

    RootContext(LockFreeCore core, String name) {
        super(core);
        this.name = name;
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return requireNonNull(key, "key").defaultValue();
    }

    @Override
    public LockFreeCore core() {
        return core;
    }

    @Override
    @Nullable
    Context values() {
        return null;
    }

    @Override
    public DeadlineHolder deadlineHolder() {
        return this;
    }

    @Override
    public @Nullable DeadlineHolder expireOwn(long nowNanos) {
        return null;
    }

    @Override
    public DeadlineHolder leaseHolder() {
        return this;
    }

    @Override
    public DeadlineHolder source() {
        return this;
    }

    @Override
    public String toString() {
        return name;
    }
}
