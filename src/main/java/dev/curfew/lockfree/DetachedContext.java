package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.spi.PathFormat;
import org.jspecify.annotations.Nullable;

/** What {@link Context#withoutCancel} makes: the parent's values, and nothing from above ends it. */
final class DetachedContext implements Context, Parent {

    private final LockFreeCore core;
    private final Context parent;
    private final @Nullable Context values;

    DetachedContext(LockFreeCore core, Context parent) {
        this.core = core;
        this.parent = parent;
        this.values = ValueContext.sourceOf(parent);
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
        return ValueContext.lookup(values, requireNonNull(key, "key"));
    }

    @Override
    public ContextRuntime runtime() {
        return core.runtime;
    }

    @Override
    public Context context() {
        return this;
    }

    @Override
    public @Nullable Context valueSource() {
        return values;
    }

    @Override
    public DeadlineOwner deadlineOwner() {
        return core.background;
    }

    @Override
    public void attach(CancelNode child) {
        // This never ends.
    }

    @Override
    public void detach(CancelNode child) {
        // It was not attached.
    }

    Context pathParent() {
        return parent;
    }

    String step() {
        return PathFormat.WITHOUT_CANCEL;
    }

    @Override
    public String toString() {
        return Path.of(this);
    }
}
