package dev.curfew.wheel;

/**
 * A task on a {@link TimingWheel}. It is pending until it expires or is cancelled, whichever comes first. A cancelled
 * task never runs. <b>Threads:</b> any thread may call any method. <b>Progress:</b> all methods are wait-free, except
 * {@link #cancel()}, which is lock-free.
 */
public interface Timeout {

    /**
     * Takes the task off the wheel. Releases the task immediately. The 40-byte timer itself is released in the next
     * cycle of the wheel thread, or immediately if it is the newest of its stripe. <b>Cost:</b> mostly two CAS; one
     * wake-up of the wheel thread if it is in a long sleep.
     *
     * @return {@code true} if this call cancelled the task, which then never runs; {@code false} if the task ran, is
     *     running, or was cancelled before
     */
    boolean cancel();

    /**
     * Whether the task ran or is running.
     *
     * @return {@code true} from before the task runs, and for ever
     */
    boolean isExpired();

    /**
     * Whether the task was cancelled, or its wheel closed before it expired. A timeout with the deadline
     * {@link Long#MAX_VALUE} does not learn that its wheel closed.
     *
     * @return {@code true} for ever once it is true
     */
    boolean isCancelled();

    /**
     * When the task is due, on the scale of the wheel's clock.
     *
     * @return the deadline in nanoseconds, never changing; {@link Long#MAX_VALUE} for never
     */
    long deadlineNanos();
}
