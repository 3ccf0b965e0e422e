package dev.curfew;

/**
 * The handle of an action registered with {@link Context#onDone} or {@link Done#onDone}.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free on the lock-free core. Stopping never waits for an action.
 */
public interface Registration extends AutoCloseable {

    /**
     * Takes the action back and lets go of it at once.
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
