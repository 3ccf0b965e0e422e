package dev.curfew.bench;

import dev.curfew.ContextRuntime.Core;

/**
 * A library's request-scoped values, reduced to what {@link ValueBenchmark} asks of them.
 *
 * @param <P> what values are bound on
 * @param <K> its keys
 */
public interface Values<P, K> {

    /** The root that binds nothing. */
    P root();

    K key(String name);

    P bind(P parent, K key, Object value);

    /** A child that can be ended, and binds nothing. */
    P scope(P parent);

    /** The nearest value, or null. */
    Object value(P context, K key);

    /** As {@link Rivals#named}. */
    @SuppressWarnings("unchecked")
    static Values<Object, Object> named(String impl) {
        return (Values<Object, Object>) make(impl);
    }

    private static Values<?, ?> make(String impl) {
        return switch (impl) {
            case Rivals.CURFEW -> new CurfewValues(Core.LOCK_FREE);
            case Rivals.MUTEX -> new CurfewValues(Core.MUTEX);
            case Rivals.GRPC -> new GrpcValues();
            case Rivals.KOTLIN -> new KotlinValues();
            default -> throw new IllegalArgumentException(impl + " has no values");
        };
    }
}
