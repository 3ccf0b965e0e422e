package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.spi.Forwarded;
import dev.curfew.spi.PathFormat;
import org.jspecify.annotations.Nullable;

/**
 * A binding: 24 bytes. It ends with the nearest context above it that is no binding, its {@linkplain #anchor() anchor}.
 *
 * <p>A lookup goes from binding to binding, past the cancel contexts between them, which hold the nearest binding above.
 * Every {@value #RUN}th binding is an {@link IndexedValueContext}, so a lookup looks at fewer than {@value #RUN} bindings
 * one by one, and an anchor is as near. Immutable: safe to publish through a race.
 */
class ValueContext implements Context, Parent, Forwarded.Binding {

    /** One binding in so many has an index. */
    static final int RUN = 2;

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
        for (int run = 1; run < RUN; run++) {
            if (!(above instanceof ValueContext binding) || above instanceof IndexedValueContext) {
                return new ValueContext(key, value, parent);
            }
            above = sourceOf(binding.parent);
        }
        return new IndexedValueContext(key, value, parent, above instanceof IndexedValueContext index ? index : null);
    }

    /** Where to look for values that {@code context} has: a binding, a foreign context, or null if nothing is bound. */
    static @Nullable Context sourceOf(Context context) {
        if (context instanceof ValueContext) {
            return context;
        }
        if (context instanceof CancelNode node) {
            return node.valueSource();
        }
        return context instanceof Parent parent ? parent.valueSource() : context;
    }

    /** @param source as of {@link #sourceOf} */
    static <T> @Nullable T lookup(@Nullable Context source, Key<T> key) {
        Context at = source;
        while (at instanceof ValueContext binding) {
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
            if (at instanceof ForwardingContext) {
                at = beyondForwarding(at);
            }
        }
        return at == null ? key.defaultValue() : at.value(key);
    }

    private static @Nullable Context beyondForwarding(Context forwarding) {
        Context answering = Forwarded.VALUE.answering(forwarding);
        return answering instanceof ForwardingContext ? answering : sourceOf(answering);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // withValue(Key<T>, T) bound it, the same key found it
    private static <T> @Nullable T valueOf(ValueContext binding) {
        return (T) binding.value;
    }

    /** The nearest context that is no binding: of this core, or foreign. */
    @Override
    public Context anchor() {
        Context at = parent;
        while (at instanceof ValueContext binding) {
            at = binding instanceof IndexedValueContext ? binding.anchor() : binding.parent;
        }
        return at;
    }

    /** Whose end is this one's: the anchor, or the node of this core to which a foreign anchor only forwards. */
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

    // ---- as a parent

    @Override
    public final Context context() {
        return this;
    }

    @Override
    public final Context valueSource() {
        return this;
    }

    @Override
    public final DeadlineOwner deadlineOwner() {
        return ((Parent) anchor()).deadlineOwner();
    }

    @Override
    public final void attach(CancelNode child) {
        ((Parent) anchor()).attach(child);
    }

    @Override
    public final void detach(CancelNode child) {
        ((Parent) anchor()).detach(child);
    }

    final String step() {
        return PathFormat.withValue(key);
    }

    @Override
    public final String toString() {
        return Path.of(this);
    }
}
