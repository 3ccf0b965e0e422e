package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import org.jspecify.annotations.Nullable;

/** A root of the runtime. */
final class RootContext extends EndlessContext implements DeadlineOwner {

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
    public @Nullable Context valueSource() {
        return null;
    }

    @Override
    public DeadlineOwner deadlineOwner() {
        return this;
    }

    @Override
    public String toString() {
        return name;
    }
}
