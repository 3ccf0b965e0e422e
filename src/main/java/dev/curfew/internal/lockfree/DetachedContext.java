package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.internal.PathFormat;
import org.jspecify.annotations.Nullable;

/** The context that {@link Context#withoutCancel} makes: it has the parent's values, and nothing above ends it. */
final class DetachedContext extends UncancellableContext {

    private final Context parent;
    private final @Nullable Context values;

    DetachedContext(LockFreeCore core, Context parent) {
        super(core);
        this.parent = parent;
        this.values = ValueContext.sourceOf(parent);
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return ValueContext.lookup(values, requireNonNull(key, "key"));
    }

    @Override
    @Nullable
    Context values() {
        return values;
    }

    @Override
    public DeadlineHolder deadlineHolder() {
        return core.background;
    }

    Context pathParent() {
        return parent;
    }

    String pathSegment() {
        return PathFormat.WITHOUT_CANCEL;
    }

    @Override
    public String toString() {
        return ContextPath.of(this);
    }
}
