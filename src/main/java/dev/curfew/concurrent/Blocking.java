package dev.curfew.concurrent;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.internal.Ends;
import org.jspecify.annotations.Nullable;

/**
 * One blocking call that ends with a context: {@code Blocking.call(context, queue::take)}. The end of the context
 * interrupts the thread, so the call has to be one that an interrupt ends.
 *
 * <p><b>Results:</b> a call that returns keeps its result, also if the context ended meanwhile. So an element that
 * {@code queue::take} has taken is not lost. It is lost if the call goes on after the {@code take}, and fails then.
 *
 * <p><b>Failures:</b> before the end has interrupted the call, everything that it throws passes unchanged. After that,
 * an exception becomes a new {@link ContextException}, as {@link Context#throwIfDone()} throws it, and is suppressed in
 * it. A {@code ContextException} and an {@link Error} pass in any case.
 *
 * <p><b>Threads:</b> any thread, platform or virtual. Calls nest: if an end interrupts several of them, an inner call
 * that takes the interrupt leaves another one for the outer call. When the call is over, the thread has no interrupt of
 * the context, as {@link Interruption} describes; one of somebody else is kept. An {@code Interruption} that the call
 * has left open is closed. <b>Cost:</b> that of an {@code Interruption} and of a reading of the clock.
 */
public final class Blocking {

    private Blocking() {}

    /**
     * A call that may block.
     *
     * @param <T> the type of the result
     * @param <E> the checked exception that the call throws
     */
    @FunctionalInterface
    public interface Call<T extends @Nullable Object, E extends Exception> {

        /**
         * Runs the call.
         *
         * @return the result
         * @throws E if it fails
         * @throws InterruptedException if the thread was interrupted
         */
        T call() throws E, InterruptedException;
    }

    /**
     * A call that may block and returns nothing.
     *
     * @param <E> the checked exception that the call throws
     */
    @FunctionalInterface
    public interface Action<E extends Exception> {

        /**
         * Runs the call.
         *
         * @throws E if it fails
         * @throws InterruptedException if the thread was interrupted
         */
        void run() throws E, InterruptedException;
    }

    /**
     * Runs a call, and interrupts this thread if the context ends meanwhile. If the context has ended, or its deadline
     * has passed, the call does not begin.
     *
     * @param context the context
     * @param call the call
     * @param <T> the type of the result
     * @param <E> the checked exception that the call throws
     * @return the result of the call
     * @throws E if the call threw it before it was interrupted by the end
     * @throws InterruptedException if somebody else has interrupted this thread
     * @throws ContextException if the context has ended, and the call did not begin or has failed
     * @throws NullPointerException if {@code context} or {@code call} is null
     */
    public static <T extends @Nullable Object, E extends Exception> T call(Context context, Call<T, E> call)
            throws E, InterruptedException {
        requireNonNull(context, "context");
        requireNonNull(call, "call");
        context.throwIfDue();
        try (Interruption interruption = Interruption.around(context)) {
            try {
                return call.call();
            } catch (ContextException e) {
                throw e;
            } catch (Exception e) {
                if (!interruption.happened()) {
                    throw e;
                }
                interruption.giveBack(e);
                throw Ends.with(Ends.exceptionOf(context), e);
            }
        }
    }

    /**
     * Does the same as {@link #call} for a call without a result.
     *
     * @param context the context
     * @param action the call
     * @param <E> the checked exception that the call throws
     * @throws E if the call threw it before it was interrupted by the end
     * @throws InterruptedException if somebody else has interrupted this thread
     * @throws ContextException if the context has ended, and the call did not begin or has failed
     * @throws NullPointerException if {@code context} or {@code action} is null
     */
    public static <E extends Exception> void run(Context context, Action<E> action) throws E, InterruptedException {
        requireNonNull(context, "context");
        requireNonNull(action, "action");
        Blocking.<@Nullable Void, E>call(context, () -> {
            action.run();
            return null;
        });
    }
}
