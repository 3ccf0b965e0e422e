package dev.curfew;

/**
 * The handle of an action registered with {@link Context#onDone} or {@link Done#onDone}.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free on the lock-free core. Stopping never waits for an action.
 */
public interface Registration extends AutoCloseable {

    /**
     * Takes the action back and lets go of it at once. The context lets go of this registration too, in whatever order
     * registrations are stopped; if it is kept, it holds no other.
     *
     * @return {@code true} if the action will never run; {@code false} if it ran, is running, was handed to its
     *     executor, or was stopped before
     */
    boolean stop();

    /** {@link #stop()}, for try-with-resources. */
    @Override
    default void close() {
        stop();
    }
}
