package dev.curfew.bench;

/**
 * A cancellation library whose contexts can have a deadline, reduced to what {@link TimeoutBenchmark} asks of it. As with
 * {@link Rival}, a fork makes one and never loads the others.
 *
 * @param <P> what can be derived from
 * @param <C> what its owner can end
 * @param <D> a point in time
 */
public interface TimeoutRival<P, C extends P, D> {

    /** A new live context without a deadline, directly below a root that never ends. */
    C open();

    /** A new child that ends with its parent, when the time is up, or when its owner ends it. Reads the clock. */
    C derive(P parent, long timeoutNanos);

    /** The same with a deadline that is known already. */
    default C deriveUntil(P parent, D deadline) {
        throw new UnsupportedOperationException("it takes timeouts only");
    }

    /** A point so far ahead of now, for {@link #deriveUntil}. */
    default D deadlineIn(long nanos) {
        throw new UnsupportedOperationException("it takes timeouts only");
    }

    void end(C context);

    /** Whether a live parent lets go of its ended children, as in {@link Rival#forgetsEndedChildren()}. */
    default boolean forgetsEndedChildren() {
        return true;
    }

    /** The benchmark does not know the rival's types. It only hands back to it what came from it. */
    @SuppressWarnings("unchecked")
    static TimeoutRival<Object, Object, Object> named(String impl) {
        return (TimeoutRival<Object, Object, Object>) TimeoutRivals.make(impl);
    }
}
