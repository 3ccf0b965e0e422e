package dev.curfew.bench;

/**
 * A cancellation library, reduced to what the benchmarks ask of it. Each rival is used as its documentation says.
 *
 * <p>A fork makes one rival and never loads the others, so that the call sites below the benchmarks have one receiver
 * and are inlined; {@link HarnessBenchmark} shows what is left of this interface in the numbers.
 *
 * @param <P> what can be derived from and polled
 * @param <C> what its owner can end
 * @param <R> the handle of a registered action
 */
public interface Rival<P, C extends P, R> {

    /** A new live context directly below a root that never ends. */
    C open();

    /** A new child that ends with its parent, and that its owner can end earlier. */
    C derive(P parent);

    void end(C context);

    boolean isDone(P context);

    /** Runs the action when the context ends, on the ending thread. */
    R register(C context, Runnable action);

    /** Takes the action back. */
    void stop(C context, R registration);

    /** Whether a live parent lets go of its ended children; if not, {@link ChildBenchmark} bounds what piles up. */
    default boolean forgetsEndedChildren() {
        return true;
    }
}
