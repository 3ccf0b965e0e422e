package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
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
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A binding: 24 bytes. It ends with the nearest context above it that is no binding, its {@linkplain #anchor() anchor};
 * what is derived from it attaches to the anchor.
 *
 * <p>A lookup goes from binding to binding. It skips the cancel contexts between them, which hold the nearest binding
 * above. A walk that has passed {@value #RUN} bindings and meets another one, looking up a value or finding the anchor,
 * puts a {@link ValueIndex} on its way and begins anew. So at most {@value #RUN} bindings are passed one by one before
 * an index.
 *
 * <ul>
 *   <li>Z4: {@code above} changes once at most, by a CAS: from the parent to an index that has the parent. Whichever of
 *       the two a thread sees, its walk is right.
 *   <li>O4: A binding is safe to publish through a race, although {@code above} is not final. A fence at the end of the
 *       constructor orders the store before the one that publishes the binding. A reader gets the field through the
 *       reference that it read, and every processor orders two such reads.
 * </ul>
 */
final class ValueContext implements Context, Forwarded.Binding {

    /** A walk passes this many bindings before it makes an index. */
    static final int RUN = 8;

    private static final VarHandle ABOVE =
            fieldVarHandle(MethodHandles.lookup(), "above", VarHandle.class, ValueContext.class, Object.class);

    final Key<?> key;
    private final @Nullable Object value;
    /** The parent, or a {@link ValueIndex} that has the parent. */
    private Object above;

    ValueContext(Context parent, Key<?> key, @Nullable Object value) {
        this.key = key;
        this.value = value;
        this.above = parent;
        VarHandle.storeStoreFence(); // O4
    }

    /** Where a lookup of the values of a context begins: a binding, a foreign context, or null if nothing is bound. */
    static @Nullable Context sourceOf(Context context) {
        return context instanceof ValueContext ? context : sourceAt(context);
    }

    /** The same for what is above a binding. */
    private static @Nullable Context sourceAt(Object above) {
        if (above instanceof CancelNode node) {
            return node.values();
        }
        if (above instanceof UncancellableContext root) {
            return root.values();
        }
        return above instanceof ValueIndex index ? sourceOf(index.parent) : (Context) above;
    }

    /** @param source what {@link #sourceOf} returned */
    static <T> @Nullable T lookup(@Nullable Context source, Key<T> key) {
        Context start = source;
        Context at = source;
        int passed = 0;
        while (true) {
            if (at instanceof ValueContext binding) {
                if (binding.key == key) {
                    return valueOf(binding);
                }
                Object above = binding.above;
                if (above instanceof ValueContext next) {
                    at = next;
                } else if (above instanceof ValueIndex index) {
                    @Nullable ValueContext @Nullable [] table = index.table(binding);
                    if (table != null) {
                        ValueContext hit = ValueIndex.find(table, key);
                        if (hit != null) {
                            return valueOf(hit);
                        }
                        start = at = index.beyond();
                        passed = 0;
                        continue;
                    }
                    at = sourceOf(index.parent);
                    passed = Integer.MIN_VALUE; // Z3
                } else {
                    at = sourceAt(above);
                }
                if (++passed >= RUN && at instanceof ValueContext) {
                    if (ValueIndex.tryMake((ValueContext) requireNonNull(start))) {
                        at = start;
                        passed = 0;
                    } else {
                        passed = Integer.MIN_VALUE; // Z3
                    }
                }
            } else if (at instanceof ForwardingContext && Forwarded.VALUE.answering(at) != at) {
                start = at = sourceOf(Forwarded.VALUE.answering(at));
                passed = 0;
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
        ValueContext binding = this;
        for (int passed = 0; passed < RUN; passed++) {
            Object above = binding.above;
            if (!(above instanceof ValueContext next)) {
                return anchorAt(above);
            }
            binding = next;
        }
        return ValueIndex.tryMake(this) ? anchor() : walkToAnchor();
    }

    /** The same, and makes no index. */
    Context walkToAnchor() {
        Object at = this;
        while (at instanceof ValueContext binding) {
            at = binding.above;
        }
        return anchorAt(at);
    }

    private static Context anchorAt(Object above) {
        // Classes of this core come first: to check for an interface is slow.
        if (above instanceof CancelNode node) {
            return node;
        }
        if (above instanceof ValueIndex index) {
            return index.anchor;
        }
        return above instanceof UncancellableContext root ? root : (Context) above;
    }

    /**
     * The context with which this one ends: the anchor, or the node of this core to which a foreign anchor only
     * forwards.
     */
    private Context ending() {
        Context anchor = anchor();
        if (anchor instanceof CancelNode || anchor instanceof UncancellableContext) {
            return anchor;
        }
        return anchor.done() instanceof CancelNode node ? node : anchor;
    }

    // ---- the chain

    Context parent() {
        Object seen = above; // once: another thread may put an index there
        return seen instanceof ValueIndex index ? index.parent : (Context) seen;
    }

    @Nullable
    ValueIndex index() {
        return above instanceof ValueIndex index ? index : null;
    }

    /** Keeps the index that is there already. */
    void setIndex(ValueIndex index) {
        ABOVE.compareAndSet(this, index.parent, index); // Z4
    }

    /** Where a lookup goes after this binding. */
    @Nullable
    Context source() {
        Object seen = above;
        return seen instanceof ValueContext next ? next : sourceAt(seen);
    }

    // ---- the four questions

    @Override
    public long deadlineNanos() {
        return ending().deadlineNanos();
    }

    @Override
    public Done done() {
        return anchor().done();
    }

    @Override
    public @Nullable ContextException err() {
        return ending().err();
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return lookup(this, requireNonNull(key, "key"));
    }

    // ---- derived

    @Override
    public ContextRuntime runtime() {
        Context at = this;
        while (at instanceof ValueContext binding) {
            at = Forwarded.RUNTIME.answering(binding.anchor());
        }
        return at.runtime();
    }

    @Override
    public @Nullable Throwable cause() {
        return ending().cause();
    }

    @Override
    public boolean isDone() {
        return ending().isDone();
    }

    @Override
    public boolean expireIfDue(long nowNanos) {
        return ending().expireIfDue(nowNanos);
    }

    @Override
    public <T> Context withValue(Key<T> key, @Nullable T value) {
        return new ValueContext(this, requireNonNull(key, "key"), value);
    }

    @Override
    public Registration onDone(Runnable action) {
        return anchor().onDone(action);
    }

    String pathSegment() {
        return PathFormat.withValue(key);
    }

    @Override
    public String toString() {
        return ContextPath.of(this);
    }
}
