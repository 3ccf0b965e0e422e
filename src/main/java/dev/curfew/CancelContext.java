package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.internal.Answer;
import org.jspecify.annotations.Nullable;

/**
 * A context that can be cancelled. Cancel every {@code CancelContext} when its work is done, successful or not, or a
 * live parent keeps a reference to it; try-with-resources does that. Once that call has returned, a live parent does
 * not refer to the context any more, in whatever order its children end.
 *
 * <p>A call that ends a context ends every context derived from it, at any depth and width, before the call returns and
 * without recursion. First all of them read done; then actions run and waiters wake. A call that meets a context which
 * another thread is ending helps to mark what is below that context before it goes on. So when either call returns,
 * everything below reads done, wherever the other thread is.
 *
 * <p><b>Threads:</b> any thread, also from inside an action. <b>Progress:</b> lock-free on the lock-free core; a
 * stalled canceller keeps no other thread from polling, deriving or cancelling. <b>Memory:</b> what this thread did
 * before the call that ended the context happens-before everything that the call causes other threads to see.
 * <b>Cost:</b> proportional to the live descendants; the lock-free core allocates 64 bytes for the call and 24 for each
 * context with something below, and nothing for a leaf. <b>Callbacks:</b> actions without an executor run on this
 * thread before the call returns. If an action makes the call, they run when the actions of the outer ending call have
 * run: an action must not wait for them.
 */
public interface CancelContext extends Context, AutoCloseable {

    /**
     * Ends this context with {@link Context#CANCELED}. The first end wins; later ends change nothing.
     *
     * <p>When this call returns, {@code true} or {@code false}, this context and every descendant that was attached
     * before the call read done, whichever call ended them. After {@code false}, actions may still be running on the
     * thread that ended this context.
     *
     * @return {@code true} if this call ended this context
     */
    boolean cancel();

    /**
     * Ends this context with {@link Context#CANCELED} and a cause. The first end wins; later ends change nothing.
     *
     * <p>When this call returns, {@code true} or {@code false}, this context and every descendant that was attached
     * before the call read done, whichever call ended them. After {@code false}, actions may still be running on the
     * thread that ended this context.
     *
     * @param cause the {@link Context#cause()} of this context and of those that end with it; null means
     *     {@link Context#CANCELED}
     * @return {@code true} if this call ended this context
     */
    boolean cancel(@Nullable Throwable cause);

    /**
     * Ends this context with the err and the cause of a context that has ended. The first end wins; later ends change
     * nothing. Otherwise it does what {@link #cancel(Throwable)} does.
     *
     * @param ended a context that has ended, of whatever runtime
     * @return {@code true} if this call ended this context. The default implementation for foreign contexts calls
     *     {@code cancel} with the cause
     * @throws NullPointerException if {@code ended} is null
     * @throws IllegalArgumentException if {@code ended} is live; this context is then as before
     */
    default boolean endWith(Context ended) {
        return cancel(Answer.ended(requireNonNull(ended, "ended")).cause());
    }

    /**
     * Calls {@link #cancel()}, for try-with-resources. So it runs the actions that are still registered, also after
     * success.
     */
    @Override
    void close();
}
