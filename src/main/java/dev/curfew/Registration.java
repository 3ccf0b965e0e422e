package dev.curfew;

/**
 * The handle of an action registered with {@link Context#onDone}, {@link Context#scheduleAfter} or {@link Done#onDone}.
 *
 * <p><b>Threads:</b> any thread may call any method. <b>Progress:</b> lock-free on the lock-free core, except
 * {@link #stopAndAwait()}, which is the only method that waits for an action.
 */
public interface Registration extends AutoCloseable {

    /**
     * Stops the action, so that it never runs, and releases it at once. The context unlinks this registration at once,
     * too, in whatever order registrations are stopped. A stopped registration that you keep refers to no other
     * registration.
     *
     * @return {@code true} if this call stopped the action; {@code false} if the action ran, is running, or was stopped
     *     before. For an action of {@code onDone}, also {@code false} if it was passed to its executor. For an action of
     *     {@code scheduleAfter}, also {@code false} if the context has ended, which drops the action
     */
    boolean stop();

    /**
     * Stops the action as {@link #stop()} does, and otherwise waits until it has returned. An action that was passed to
     * an executor and has not begun is stopped too. What the action did happens-before this call returns. An action
     * that calls this method for itself gets {@code false} at once. Two actions that wait for each other wait for ever.
     *
     * <p><b>Cost:</b> that of {@code stop()}; a call that has to wait looks for the return of the action, first in a
     * short spin, then up to a millisecond apart, because the action wakes no thread. Virtual threads may wait.
     *
     * <p>Every registration that {@link Context#onDone} and {@link Context#scheduleAfter} return supports this method,
     * those of foreign contexts included. The default implementation does not.
     *
     * @return {@code true} if this call stopped the action; {@code false} if the action has returned, was stopped
     *     before, or is what calls this method. For an action of {@code scheduleAfter}, also {@code false} if the context
     *     has ended, which drops the action
     * @throws InterruptedException if interrupted while waiting
     * @throws UnsupportedOperationException if this registration does not support it
     */
    default boolean stopAndAwait() throws InterruptedException {
        throw new UnsupportedOperationException(getClass().getName() + " cannot wait for its action");
    }

    /**
     * Calls {@link #stop()}. With {@code -Xlint:try}, javac warns of a resource that its block does not mention. A
     * block that calls {@code stop()} mentions it.
     */
    @Override
    default void close() {
        stop();
    }
}
