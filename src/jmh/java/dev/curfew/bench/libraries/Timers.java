package dev.curfew.bench.libraries;

/**
 * Timers without contexts, reduced to what the benchmarks ask of them. Schedule and cancel is one call, so that no
 * library pays for a handle in a shape that is not its own. As with {@link Contexts}, a fork makes one and never loads
 * the others.
 */
public interface Timers {

    /** Reads the clock once. */
    void scheduleAndCancelIn(long delayNanos);

    /**
     * The deadline is known, and about what time it is. A library that takes delays gets the difference.
     *
     * @param nowNanos a reading of the clock that the caller had already
     */
    void scheduleAndCancelAt(long deadlineNanos, long nowNanos);

    /** Schedules a timer that stays. */
    void scheduleIn(long delayNanos, Runnable task);

    /** Schedules a timer that is due already. */
    void scheduleDue(Runnable task);

    /** Runs what is due, if the library leaves that to its caller. Otherwise its own thread does. */
    default void fire() {
        Thread.onSpinWait();
    }

    /** Whether cancelled timers pile up at these rates, so that an instance may live for one iteration only. */
    default boolean pilesUp() {
        return false;
    }

    void close();
}
