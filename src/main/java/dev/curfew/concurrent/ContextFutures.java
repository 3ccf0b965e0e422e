package dev.curfew.concurrent;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Registration;
import dev.curfew.internal.BoundedFuture;
import dev.curfew.internal.Ends;
import dev.curfew.internal.InlineIfRejected;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Futures that end with contexts, and contexts that end with futures.
 *
 * <p><b>Threads:</b> any thread may call any method. Completing or cancelling a future runs the code that depends on it.
 * So a context's end does that on the executor given, and not on the thread that ends the context. If the executor
 * rejects that, it is done on the ending thread all the same, and the error handler of the runtime gets the rejection.
 * With {@code Runnable::run} as executor it is done on the ending thread.
 *
 * <p><b>What is kept:</b> a context keeps nothing of a future that is complete, and a stage nothing of a context that
 * has ended, once the calls that complete or end them have returned; after releases at the same moment it may keep empty
 * objects. While many contexts and futures listen to one stage that is not complete, releasing one of them takes time
 * proportional to their number, as {@link CompletableFuture} does. So if many contexts shall end with one stage, let
 * {@link #until} make one context, and derive the others by {@link Context#withCancelOn(Context)}: these are released in
 * constant time.
 *
 * <p><b>Cost:</b> an action with an executor at the context, and one or two dependents at the future or stage.
 */
public final class ContextFutures {

    private ContextFutures() {}

    /**
     * Cancels a future when the context ends. Nothing is registered at the context any more once the future is
     * complete.
     *
     * @param context the context; if it has ended, the future is passed to the canceller now
     * @param future the future
     * @param canceller runs {@code future.cancel(true)}
     * @param <F> the type of the future
     * @return the future
     * @throws NullPointerException if an argument is null
     */
    public static <F extends CompletableFuture<?>> F cancelOnDone(Context context, F future, Executor canceller) {
        Registration registration = cancelOnEnd(context, future, canceller);
        stopWhenComplete(registration, future);
        return future;
    }

    /**
     * Cancels a future when the context ends. For futures that cannot announce their completion: stop the registration
     * when the future is complete, or the context keeps the future until it ends.
     *
     * @param context the context; if it has ended, the future is passed to the canceller now
     * @param future the future
     * @param canceller runs {@code future.cancel(true)}
     * @return a handle that keeps the future from being cancelled, until it is passed to the canceller
     * @throws NullPointerException if an argument is null
     */
    @CheckReturnValue
    public static Registration cancelOnEnd(Context context, Future<?> future, Executor canceller) {
        requireNonNull(context, "context");
        requireNonNull(future, "future");
        requireNonNull(canceller, "canceller");
        return context.onDone(() -> future.cancel(true), new InlineIfRejected(canceller));
    }

    /**
     * Waits for a future or for the end of the context. A future that is complete when this method is called gives its
     * outcome, also if the context has ended. Otherwise this is {@code Blocking.call(context, future::get)}: the end
     * interrupts the wait, and the future goes on. A future that was cancelled has no outcome: if the context has ended,
     * this method throws that, because the end may have cancelled the future.
     *
     * @param context the context
     * @param future the future
     * @param <T> the type of the result
     * @return the result of the future
     * @throws ExecutionException if the future failed
     * @throws CancellationException if the future was cancelled and the context is live
     * @throws ContextException as {@link Context#throwIfDone()} throws it, if the context ended first, or has ended and
     *     the future was cancelled
     * @throws InterruptedException if somebody else has interrupted this thread
     * @throws NullPointerException if {@code context} or {@code future} is null
     */
    public static <T extends @Nullable Object> T get(Context context, Future<T> future)
            throws ExecutionException, InterruptedException {
        requireNonNull(context, "context");
        requireNonNull(future, "future");
        try {
            return future.isDone() ? future.get() : Blocking.<T, ExecutionException>call(context, future::get);
        } catch (CancellationException e) {
            if (isCancelledByEnd(context, e)) {
                throw Ends.with(Ends.exceptionOf(context), e);
            }
            throw e;
        }
    }

    /** Whether a future was cancelled, perhaps by the end of the context: {@link #cancelOnDone} does that. */
    private static boolean isCancelledByEnd(Context context, @Nullable Throwable failure) {
        return failure instanceof CancellationException && !(failure instanceof ContextException) && context.isDone();
    }

    /**
     * A future with the outcome of a stage, or with a {@link ContextException} if the context ends first. The stage goes
     * on. A stage that is complete gives its outcome, also if the context has ended. A stage that was cancelled has no
     * outcome: if the context has ended, the future gets the {@code ContextException}.
     *
     * <p>After the end, {@code get}, {@code join} and {@code getNow} throw the {@code ContextException} itself, and
     * {@code isCancelled()} is true. Completing or cancelling the future releases both the stage and the context.
     *
     * @param context the context
     * @param stage the stage
     * @param completer completes the future when the context ends. The thread that completes the stage completes the
     *     future otherwise
     * @param <T> the type of the result
     * @return a new future
     * @throws NullPointerException if an argument is null
     */
    public static <T extends @Nullable Object> CompletableFuture<T> bounded(
            Context context, CompletionStage<T> stage, Executor completer) {
        requireNonNull(context, "context");
        requireNonNull(stage, "stage");
        requireNonNull(completer, "completer");
        BoundedFuture<T> bounded = new BoundedFuture<>();
        StageListener.listen(stage, bounded, (result, failure) -> complete(bounded, result, failure, context));
        if (bounded.isDone()) {
            return bounded;
        }
        try {
            Registration registration = context.onDone(
                    () -> bounded.completeExceptionally(Ends.exceptionOf(context)), new InlineIfRejected(completer));
            stopWhenComplete(registration, bounded);
        } catch (Throwable e) { // a foreign context, or no memory
            bounded.cancel(false);
            throw e;
        }
        return bounded;
    }

    private static <T extends @Nullable Object> void complete(
            CompletableFuture<T> future, T result, @Nullable Throwable failure, Context context) {
        if (failure == null) {
            future.complete(result);
        } else if (isCancelledByEnd(context, unwrapped(failure))) {
            future.completeExceptionally(Ends.with(Ends.exceptionOf(context), failure));
        } else {
            future.completeExceptionally(failure);
        }
    }

    /**
     * Derives a context that ends when a stage completes, on the thread that completes it. After success it ends as by
     * {@code cancel()}. After a failure that failure is its {@link Context#cause()}: not the
     * {@link CompletionException} around it.
     *
     * @param parent the context whose end ends the result too
     * @param stage the stage; if it is complete, the result is born ended
     * @return a child; close it when its work is over, which releases the stage
     * @throws NullPointerException if {@code parent} or {@code stage} is null
     */
    @CheckReturnValue
    public static CancelContext until(Context parent, CompletionStage<?> stage) {
        requireNonNull(parent, "parent");
        requireNonNull(stage, "stage");
        CancelContext child = parent.withCancel();
        try {
            endWith(stage, child);
        } catch (Throwable e) { // a foreign stage, or no memory
            child.cancel(e);
            throw e;
        }
        return child;
    }

    private static <T extends @Nullable Object> void endWith(CompletionStage<T> stage, CancelContext child) {
        CompletableFuture<T> release = new CompletableFuture<>();
        var unused = child.onDone(() -> release.cancel(false));
        StageListener.listen(stage, release, (result, failure) -> child.cancel(unwrapped(failure)));
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * A future that completes normally, with null, when the context ends. Completing or cancelling the future releases
     * the context.
     *
     * @param context the context; if it has ended, the future is passed to the completer now
     * @param completer completes the future
     * @return a new future
     * @throws NullPointerException if {@code context} or {@code completer} is null
     */
    public static CompletableFuture<@Nullable Void> done(Context context, Executor completer) {
        requireNonNull(context, "context");
        requireNonNull(completer, "completer");
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Registration registration = context.onDone(() -> done.complete(null), new InlineIfRejected(completer));
        stopWhenComplete(registration, done);
        return done;
    }

    private static void stopWhenComplete(Registration registration, CompletableFuture<?> future) {
        try {
            var unused = future.whenComplete((result, failure) -> registration.stop());
        } catch (Throwable e) { // a future that refuses dependents, or no memory
            registration.stop();
            throw e;
        }
    }
}
