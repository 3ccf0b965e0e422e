package dev.curfew.grpc;

import dev.curfew.Context;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import org.jspecify.annotations.Nullable;

/**
 * The base of an interceptor below another interceptor, with the values of the context that the other interceptor has
 * made. A value of the base counts, unless it is null or the key's default: the API does not say whether a key is
 * bound.
 */
final class StackedValues extends ForwardingContext {

    private final Context base;
    private final Context outer;

    StackedValues(Context base, Context outer) {
        super(base);
        this.base = base;
        this.outer = outer;
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        T value = base.value(key);
        return value == null || value == key.defaultValue() ? outer.value(key) : value;
    }

    @Override
    public String toString() {
        return super.toString() + ".with(" + outer + ")";
    }
}
