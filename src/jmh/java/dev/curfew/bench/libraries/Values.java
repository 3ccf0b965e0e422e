package dev.curfew.bench.libraries;

/**
 * The request-scoped values of a library, reduced to what the benchmarks ask of them.
 *
 * @param <P> what values are bound on
 * @param <K> a key
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
}
