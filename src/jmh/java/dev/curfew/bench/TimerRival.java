package dev.curfew.bench;

/**
 * Timers without contexts, reduced to what {@link WheelBenchmark} asks of them. Schedule and cancel is one call, so that
 * no rival pays for a handle in a shape that is not its own. As with {@link Rival}, a fork makes one and never loads the
 * others.
 */
interface TimerRival {

    /** Reads the clock once. */
    void scheduleAndCancelIn(long delayNanos);

    /**
     * The deadline is known and so is about what time it is: who takes delays is given the difference.
     *
     * @param nowNanos a reading of the clock that the caller had already
     */
    void scheduleAndCancelAt(long deadlineNanos, long nowNanos);

    /** Stays. */
    void scheduleIn(long delayNanos, Runnable task);

    /** Due as soon as there is somebody to fire it. */
    void scheduleDue(Runnable task);

    /** Runs what is due, where the caller has to; else the thread that does is at work. */
    default void fire() {
        Thread.onSpinWait();
    }

    /** Whether cancelled timers pile up at these rates, so that no instance must live longer than an iteration. */
    default boolean pilesUp() {
        return false;
    }

    void close();

    static TimerRival named(String impl) {
        return switch (impl) {
            case Rivals.CURFEW -> new TimerRivals.Curfew();
            case Rivals.NETTY -> new TimerRivals.Netty();
            case Rivals.STPE -> new TimerRivals.Stpe();
            case Rivals.AGRONA -> new TimerRivals.Agrona();
            default -> throw new IllegalArgumentException("no timers are called " + impl);
        };
    }
}
