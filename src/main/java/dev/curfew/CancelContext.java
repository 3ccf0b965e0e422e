package dev.curfew;

import org.jspecify.annotations.Nullable;

/**
 * A context that its owner can end. Every {@code CancelContext} under a live parent wants to be cancelled when its work
 * is over, successful or not, so that the parent lets go of it; try-with-resources does that. Once that call has returned,
 * a live parent does not reach it any more, in whatever order its children end.
 *
 * <p>Ending a context ends every context derived from it, at any depth and width, before the call returns and without
 * recursion. First all of them read done, only then actions run and waiters wake. A call that meets a context which
 * another thread is ending helps to flag what is below it before it goes on; so both calls return with everything below
 * done, wherever the other thread is.
 *
 * <p><b>Threads:</b> any, also from inside an action. <b>Progress:</b> lock-free on the lock-free core; a stalled
 * canceller keeps nobody from polling, deriving or cancelling. <b>Memory:</b> what this thread did before the winning
 * call happens-before everything that call causes others to see. <b>Cost:</b> proportional to the live descendants;
 * the lock-free core allocates 64 bytes for the call and 24 for each context with something below, and nothing for a leaf.
 * <b>Callbacks:</b> actions without an executor run on this thread before the call returns. If the call is made inside an
 * action, they run when the actions of the outer ending call have run: an action must not wait for them.
 */
public interface CancelContext extends Context, AutoCloseable {

    /**
     * Ends this context with {@link Context#CANCELED}. The first end wins; later ones change nothing.
     *
     * <p>When this returns, {@code true} or {@code false}, this context and every descendant attached before the call read
     * done, whoever ended them. After {@code false}, actions may still be running on the thread that ended it.
     *
     * @return {@code true} if this call ended it
     */
    boolean cancel();

    /**
     * Ends this context with {@link Context#CANCELED} and a cause. The first end wins; later ones change nothing.
     *
     * <p>When this returns, {@code true} or {@code false}, this context and every descendant attached before the call read
     * done, whoever ended them. After {@code false}, actions may still be running on the thread that ended it.
     *
     * @param cause what {@link Context#cause()} gives for this context and those derived from it; null means
     *     {@link Context#CANCELED}
     * @return {@code true} if this call ended it
     */
    boolean cancel(@Nullable Throwable cause);

    /** {@link #cancel()}, for try-with-resources. */
    @Override
    void close();
}
