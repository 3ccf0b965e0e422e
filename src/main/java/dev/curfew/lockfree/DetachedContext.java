package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.spi.PathFormat;
import org.jspecify.annotations.Nullable;

/** What {@link Context#withoutCancel} makes: the parent's values, and nothing from above ends it. */
final class DetachedContext extends EndlessContext {

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
    public @Nullable Context valueSource() {
        return values;
    }

    @Override
    public DeadlineOwner deadlineOwner() {
        return core.background;
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
