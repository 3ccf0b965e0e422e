package dev.curfew.internal.mutex;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.internal.Answer;
import dev.curfew.internal.Forwarded;
import dev.curfew.internal.PathBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A context of this core, and a segment of a path. It takes values and the path from its parent, and its end from its
 * anchor.
 */
abstract class OwnContext implements Context {

    final MutexCore core;
    /** The context from which this one was derived; null for a root. */
    final @Nullable Context parent;

    OwnContext(MutexCore core, @Nullable Context parent) {
        this.core = core;
        this.parent = parent;
    }

    /**
     * The context with which everything ends that is derived from this parent. If a context of this core made the
     * parent's {@code Done}, that context is the anchor, whatever values or forwarding contexts lie between. Otherwise
     * the anchor is the nearest context that is not a value.
     */
    static Context anchorOf(Context parent) {
        if (parent instanceof ValueContext valueContext) {
            return valueContext.anchor;
        }
        return Answer.done(parent.done(), parent) instanceof MutexContext anchor ? anchor : parent;
    }

    /** How {@code toString} shows this context after its parent. */
    abstract String pathSegment();

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
                @SuppressWarnings("unchecked") // withValue took the key and the value together
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
        PathBuilder<OwnContext> path = new PathBuilder<>(OwnContext::pathSegment);
        Context context = this;
        while (context instanceof OwnContext own && own.parent != null) {
            path.add(own);
            context = Forwarded.TO_STRING.answering(own.parent);
        }
        return path.build(context instanceof OwnContext root ? root.pathSegment() : Answer.text(context));
    }
}
