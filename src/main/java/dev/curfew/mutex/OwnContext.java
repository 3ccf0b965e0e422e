package dev.curfew.mutex;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.spi.Forwarded;
import dev.curfew.spi.PathBuilder;
import org.jspecify.annotations.Nullable;

/** A context of this core: a step of a path. Values and the path come from the parent, the end from the origin. */
abstract class OwnContext implements Context {

    final MutexCore core;
    /** What this context was derived from; null for a root. */
    final @Nullable Context parent;

    OwnContext(MutexCore core, @Nullable Context parent) {
        this.core = core;
        this.parent = parent;
    }

    /**
     * Whose end is the end of what is derived from a parent: the context that the parent's {@code Done} belongs to if
     * this core made it, whatever values or forwarding contexts lie between; else the nearest that is not a value.
     */
    static Context originOf(Context parent) {
        if (parent instanceof ValueContext valueContext) {
            return valueContext.origin;
        }
        return requireNonNull(parent.done(), "parent.done()") instanceof MutexContext origin ? origin : parent;
    }

    /** How {@code toString} shows this context after its parent. */
    abstract String step();

    @Override
    public final ContextRuntime runtime() {
        return core.runtime;
    }

    @Override
    public final <T> @Nullable T value(Key<T> key) {
        requireNonNull(key, "key");
        Context context = this;
        while (context instanceof OwnContext own) {
            if (own instanceof ValueContext binding && binding.key == key) {
                @SuppressWarnings("unchecked") // withValue took both
                T value = (T) binding.value;
                return value;
            }
            if (own.parent == null) {
                return key.defaultValue();
            }
            context = Forwarded.VALUE.answering(own.parent);
        }
        return context.value(key);
    }

    @Override
    public final String toString() {
        PathBuilder<OwnContext> path = new PathBuilder<>(OwnContext::step);
        Context context = this;
        while (context instanceof OwnContext own && own.parent != null) {
            path.add(own);
            context = Forwarded.TO_STRING.answering(own.parent);
        }
        return path.build(context instanceof OwnContext root ? root.step() : String.valueOf(context));
    }
}
