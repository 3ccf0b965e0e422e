package dev.curfew;

/**
 * The end of a context as a signal: it happens at most once, and for good.
 *
 * <p>Two contexts that return the same {@code Done} end together. A derived context attaches to the {@code Done} of its
 * parent, not to the parent, so whoever implements {@link Context} and wants to decide when it ends implements this.
 *
 * <p><b>For implementors.</b> Two methods are enough. {@link #isDone()} never goes back to {@code false};
 * {@link #onDone(Runnable)} runs its action once, at once if the end has come. Curfew tolerates an implementation that
 * runs an action twice, late or from within {@code onDone}, or that throws: what it throws is reported to the error
 * handler of the runtime. Contexts derived from it do not keep a thread waiting: they are told through {@code onDone}.
 *
 * <p><b>Threads:</b> any thread may call anything.
 */
public interface Done {

    /** The signal of what never ends: {@link #onDone} registers nothing and waiting takes until the timeout. */
    Done NEVER = (NeverDone) () -> false;

    /**
     * Whether the end has come.
     *
     * @return {@code true} from the end on; what the ending thread did before the end happens-before that return
     */
    boolean isDone();

    /**
     * Runs an action at the end, on the thread that brings it; on this thread, before returning, if it has come. The
     * {@code Done} of this library's contexts runs it only when everything below reads done, and actions in the order of their
     * registration.
     *
     * <p><b>Failures:</b> what the action throws goes to the error handler of the runtime and stops nothing else.
     *
     * @param action what to run, once; brief, because other actions and waiters wait for it
     * @return a handle that takes the action back
     * @throws NullPointerException if {@code action} is null
     */
    Registration onDone(Runnable action);

    /**
     * Parks this thread, platform or virtual, until the end. Returns at once, even interrupted, if it has come.
     *
     * @throws InterruptedException if interrupted before the end; nothing stays registered that holds the thread
     */
    default void await() throws InterruptedException {
        ParkedWaiter.await(this);
    }

    /**
     * Parks this thread, platform or virtual, until the end or the timeout. Returns at once, even interrupted, if the
     * end has come.
     *
     * @param timeoutNanos how long to wait, in nanoseconds; zero and less only ask
     * @return {@code true} if the end has come, {@code false} if the time was up first
     * @throws InterruptedException if interrupted before either; nothing stays registered that holds the thread
     */
    default boolean awaitNanos(long timeoutNanos) throws InterruptedException {
        return ParkedWaiter.awaitNanos(this, timeoutNanos);
    }
}
