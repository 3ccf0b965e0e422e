package dev.curfew.concurrent;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Executors and tasks that end with a context. */
public final class ContextExecutors {

    private ContextExecutors() {}

    /**
     * A view of an executor for the work of one context. Tasks run on the executor, under an {@link Interruption} of
     * the context. Once the context has ended:
     *
     * <ul>
     *   <li>{@code execute} and {@code submit} reject with a
     *       {@link java.util.concurrent.RejectedExecutionException}, whose cause is what
     *       {@link Context#throwIfDone()} throws;
     *   <li>a task that waits never runs; the queue of the executor may keep an empty object in its place. If the
     *       task is a {@link java.util.concurrent.Future}, as those of {@code submit} and of
     *       {@link java.util.concurrent.ExecutorCompletionService} are, the thread that ends the context cancels it. What
     *       the cancel of such a future runs must be brief;
     *   <li>a task that runs is interrupted;
     *   <li>{@code isShutdown()} is true, and {@code isTerminated()} once no task runs.
     * </ul>
     *
     * <p>{@code shutdown}, {@code shutdownNow} and {@code awaitTermination} concern the tasks given to this view. The
     * executor itself is never shut down. A view that is idle is not registered with the context, so it may be dropped
     * without a shutdown.
     *
     * <p>A future of {@code CompletableFuture.supplyAsync} is not what this view executes: if its task is dropped, the
     * future stays incomplete. If the executor drops tasks without a word, as by its {@code shutdownNow()}, they count
     * as waiting until the context ends.
     *
     * <p><b>Threads:</b> any thread may call any method. <b>Progress:</b> lock-free on the lock-free core, except
     * {@code awaitTermination}, and as far as the executor is. <b>Cost:</b> a child of the context for each task, and
     * two registrations with it. <b>Memory:</b> as of {@link ExecutorService}.
     *
     * @param context the context whose end ends the work
     * @param executor what runs the tasks
     * @return the view
     * @throws NullPointerException if {@code context} or {@code executor} is null
     */
    public static ExecutorService bound(Context context, Executor executor) {
        return new BoundExecutor(requireNonNull(context, "context"), requireNonNull(executor, "executor"));
    }

    /**
     * A task that does nothing if the context has ended when it begins, and runs under an {@link Interruption} of the
     * context otherwise. What the task throws passes unchanged.
     *
     * @param context the context whose end interrupts the task
     * @param task what to run; it may run several times, on any thread
     * @return the task with the context
     * @throws NullPointerException if {@code context} or {@code task} is null
     */
    public static Runnable runnable(Context context, Runnable task) {
        requireNonNull(context, "context");
        requireNonNull(task, "task");
        return () -> {
            if (!context.isDone()) {
                Interruption interruption = Interruption.around(context);
                try (interruption) {
                    task.run();
                }
            }
        };
    }

    /**
     * A task that is called by {@link Blocking#call}: it throws what {@link Context#throwIfDone()} throws if the
     * context has ended when it begins. Otherwise the end of the context interrupts it. A result is kept, also if the
     * context ends meanwhile. An exception that the task throws after that interrupt becomes what {@code throwIfDone()}
     * throws, with the exception suppressed in it.
     *
     * @param context the context whose end interrupts the task
     * @param task what to call; it may be called several times, on any thread
     * @param <T> the type of the result
     * @return the task with the context
     * @throws NullPointerException if {@code context} or {@code task} is null
     */
    public static <T extends @Nullable Object> Callable<T> callable(Context context, Callable<T> task) {
        requireNonNull(context, "context");
        requireNonNull(task, "task");
        return () -> Blocking.<T, Exception>call(context, task::call);
    }
}
