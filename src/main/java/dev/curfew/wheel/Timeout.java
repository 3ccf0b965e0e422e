package dev.curfew.wheel;

/**
 * A task on a {@link TimingWheel}. It is pending until it expires or is cancelled, whichever is first; one that is
 * cancelled never runs. <b>Threads:</b> any thread may call anything. <b>Progress:</b> wait-free but for
 * {@link #cancel()}, which is lock-free.
 */
public interface Timeout {

    /**
     * Takes the task off the wheel. The task is let go of at once, what is left of the timeout (40 bytes) when the owner
     * comes by next, or at once if it is the newest. Two CAS as a rule; a wake-up of the owner if it sleeps for long.
     *
     * @return true if this call cancelled it: the task will never run. False if it ran, is running, or was cancelled
     */
    boolean cancel();

    /**
     * Whether the task ran or is running.
     *
     * @return true from before the task runs, and for ever
     */
    boolean isExpired();

    /**
     * Whether it was cancelled, or its wheel closed before it expired; a timeout with deadline {@link Long#MAX_VALUE} does
     * not notice that its wheel closed.
     *
     * @return true for ever, once it is
     */
    boolean isCancelled();

    /**
     * When it is due, on the scale of the wheel's clock.
     *
     * @return the deadline in nanoseconds, never changing; {@link Long#MAX_VALUE} for never
     */
    long deadlineNanos();
}
