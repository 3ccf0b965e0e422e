package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.internal.Forwarded;
import dev.curfew.internal.PathFormat;
import org.jspecify.annotations.Nullable;

/**
 * A binding: 24 bytes. It ends with the nearest context above it that is no binding, its {@linkplain #anchor() anchor};
 * what is derived from it attaches to the anchor.
 *
 * <p>A lookup goes from binding to binding. It skips the cancel contexts between them, which hold the nearest binding
 * above. One binding in {@value #BINDINGS_PER_INDEX} is an {@link IndexedValueContext}, so a lookup looks at fewer than
 * {@value #BINDINGS_PER_INDEX} bindings one by one, and finding the anchor takes as few steps. Immutable, so that it is
 * safe to publish through a race (O3).
 */
class ValueContext implements Context, Forwarded.Binding {

    /** One binding in this many has an index. */
    static final int BINDINGS_PER_INDEX = 2;

    final Key<?> key;
    final @Nullable Object value;
    final Context parent;

    ValueContext(Key<?> key, @Nullable Object value, Context parent) {
        this.key = key;
        this.value = value;
        this.parent = parent;
    }

    static Context derive(Context parent, Key<?> key, @Nullable Object value) {
        Context above = sourceOf(parent);
        for (int run = 1; run < BINDINGS_PER_INDEX; run++) {
            if (!(above instanceof ValueContext binding) || above instanceof IndexedValueContext) {
                return new ValueContext(key, value, parent);
            }
            above = sourceOf(binding.parent);
        }
        return new IndexedValueContext(key, value, parent, above instanceof IndexedValueContext index ? index : null);
    }

    /** Where a lookup of the values of a context begins: a binding, a foreign context, or null if nothing is bound. */
    static @Nullable Context sourceOf(Context context) {
        if (context instanceof ValueContext) {
            return context;
        }
        if (context instanceof CancelNode node) {
            return node.values();
        }
        return context instanceof UncancellableContext root ? root.values() : context;
    }

    /** @param source what {@link #sourceOf} returned */
    static <T> @Nullable T lookup(@Nullable Context source, Key<T> key) {
        Context at = source;
        while (true) {
            if (at instanceof ValueContext binding) {
                if (binding.key == key) {
                    return valueOf(binding);
                }
                if (binding instanceof IndexedValueContext index) {
                    ValueContext hit = index.find(key);
                    if (hit != null) {
                        return valueOf(hit);
                    }
                    at = index.beyond();
                } else {
                    at = sourceOf(binding.parent);
                }
            } else if (at instanceof ForwardingContext && Forwarded.VALUE.answering(at) != at) {
                at = sourceOf(Forwarded.VALUE.answering(at));
            } else {
                return at == null ? key.defaultValue() : at.value(key);
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // withValue(Key<T>, T) bound it, the same key found it
    private static <T> @Nullable T valueOf(ValueContext binding) {
        return (T) binding.value;
    }

    /** The nearest context above that is no binding: of this core, or foreign. */
    @Override
    public Context anchor() {
        Context at = parent;
        while (at instanceof ValueContext binding) {
            at = binding instanceof IndexedValueContext ? binding.anchor() : binding.parent;
        }
        return at;
    }

    /**
     * The context with which this one ends: the anchor, or the node of this core to which a foreign anchor only
     * forwards.
     */
    private Context ending() {
        Context anchor = anchor();
        if (anchor instanceof Parent) {
            return anchor;
        }
        return anchor.done() instanceof CancelNode node ? node : anchor;
    }

    // ---- the four questions

    @Override
    public final long deadlineNanos() {
        return ending().deadlineNanos();
    }

    @Override
    public final Done done() {
        return anchor().done();
    }

    @Override
    public final @Nullable ContextException err() {
        return ending().err();
    }

    @Override
    public final <T> @Nullable T value(Key<T> key) {
        return lookup(this, requireNonNull(key, "key"));
    }

    // ---- derived

    @Override
    public final ContextRuntime runtime() {
        Context at = this;
        while (at instanceof ValueContext binding) {
            at = Forwarded.RUNTIME.answering(binding.anchor());
        }
        return at.runtime();
    }

    @Override
    public final @Nullable Throwable cause() {
        return ending().cause();
    }

    @Override
    public final boolean isDone() {
        return ending().isDone();
    }

    @Override
    public final boolean expireIfDue(long nowNanos) {
        return ending().expireIfDue(nowNanos);
    }

    @Override
    public final Registration onDone(Runnable action) {
        return anchor().onDone(action);
    }

    final String pathSegment() {
        return PathFormat.withValue(key);
    }

    @Override
    public final String toString() {
        return ContextPath.of(this);
    }
}
