package dev.curfew.bench.libraries;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * A library of contexts, reduced to what the benchmarks ask of it. Each library is used as its documentation says.
 *
 * <p>A fork makes one and never loads the others, so that the call sites in the benchmarks have one receiver and are
 * inlined. {@link dev.curfew.bench.jmh.ByHandBenchmark} shows what this interface adds to the numbers.
 *
 * @param <P> what can be derived from and polled
 * @param <C> what can be ended
 * @param <R> the handle of a registered action
 */
public interface Contexts<P, C extends P, R> {

    /** A new live context directly below a root that never ends. */
    C open();

    /** A new child, which ends with its parent or by {@link #end}. */
    C derive(P parent);

    /** A new child, which also ends when the time is up. Reads the clock. */
    default C deriveFor(P parent, long timeoutNanos) {
        throw new UnsupportedOperationException("it has no timeouts");
    }

    /** As {@link #deriveFor}, with a deadline that {@link #deadlineIn} has made. */
    default C deriveUntil(P parent, Object deadline) {
        throw new UnsupportedOperationException("it has no deadlines");
    }

    default Object deadlineIn(long nanos) {
        throw new UnsupportedOperationException("it has no deadlines");
    }

    void end(C context);

    boolean isDone(P context);

    /** Runs the action when the context ends, on the thread that ends it. */
    R register(C context, Runnable action);

    /** Hands the action to the executor when the context ends. */
    default void register(C context, Runnable action, Executor executor) {
        throw new UnsupportedOperationException("it hands nothing to an executor");
    }

    /** Takes an action back. */
    void stop(C context, R registration);

    /**
     * Four live contexts, of as many kinds as the library has: a root's child, one with a deadline, one with a value,
     * and one that ends with two others.
     */
    default List<P> kinds() {
        throw new UnsupportedOperationException("its kinds are not polled");
    }

    /** Parks this thread until the context ends. */
    default void await(C context) throws InterruptedException {
        throw new UnsupportedOperationException("its contexts cannot be waited for");
    }
}
