package dev.curfew;

/**
 * The end of a context, as an object. The end happens at most once, and for good.
 *
 * <p>Two contexts that return the same {@code Done} end together. A derived context attaches to the {@code Done} of its
 * parent, not to the parent. So a class that implements {@link Context} and decides when it ends also implements
 * {@code Done}.
 *
 * <p><b>For implementors.</b> Two methods are enough. {@link #isDone()} never goes back to {@code false}.
 * {@link #onDone(Runnable)} runs its action once, and at once if the end has come. Curfew tolerates an implementation
 * that runs an action twice, late or inside {@code onDone}, and one that throws: the error handler of the runtime gets
 * what it throws. No thread waits for a foreign {@code Done}: contexts derived from it learn of the end by
 * {@code onDone}.
 *
 * <p><b>Threads:</b> any thread may call any method.
 */
public interface Done {

    /** An end that never comes: {@link #onDone} registers nothing, and waiting takes until the timeout. */
    Done NEVER = (NeverDone) () -> false;

    /**
     * Whether the end has come.
     *
     * @return {@code true} from the end on; what the ending thread did before the end happens-before that return
     */
    boolean isDone();

    /**
     * Registers an action that runs at the end, on the thread that ends the context. If the end has come, the action
     * runs on this thread before the call returns. The {@code Done} of a context of this library runs an action only
     * when everything below the context reads done, and runs actions in the order of their registration.
     *
     * <p><b>Failures:</b> what the action throws goes to the error handler of the runtime; all other actions still run.
     *
     * @param action what to run, once; it must be brief, because other actions and waiters wait for it
     * @return a handle that can stop the action
     * @throws NullPointerException if {@code action} is null
     */
    @CheckReturnValue
    Registration onDone(Runnable action);

    /**
     * Parks this thread, platform or virtual, until the end. Returns at once if the end has come, even if the thread is
     * interrupted.
     *
     * @throws InterruptedException if interrupted before the end; nothing that refers to the thread stays registered
     */
    default void await() throws InterruptedException {
        ParkedWaiter.await(this);
    }

    /**
     * Parks this thread, platform or virtual, until the end or the timeout. Returns at once if the end has come, even
     * if the thread is interrupted.
     *
     * @param timeoutNanos how long to wait, in nanoseconds of {@link System#nanoTime()}, whatever the clock of a
     *     runtime is; with zero or less the call does not wait
     * @return {@code true} if the end has come, {@code false} if the time was up first
     * @throws InterruptedException if interrupted before either; nothing that refers to the thread stays registered
     */
    default boolean awaitNanos(long timeoutNanos) throws InterruptedException {
        return ParkedWaiter.awaitNanos(this, timeoutNanos);
    }
}
