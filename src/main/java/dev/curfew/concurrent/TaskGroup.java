package dev.curfew.concurrent;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.internal.Blockers;
import dev.curfew.internal.Notification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that belong together: Go's {@code errgroup}, with results. A block forks tasks, joins them, and leaves only when
 * none of them runs any more:
 *
 * <pre>{@code
 * try (TaskGroup group = TaskGroup.failFast(request, executor)) {
 *     TaskGroup.Task<String> user = group.fork(context -> users.find(context, id));
 *     TaskGroup.Task<Integer> orders = group.fork(context -> store.count(context, id));
 *     group.join();
 *     return user.get() + ": " + orders.get();
 * }
 * }</pre>
 *
 * <h2>The end of a group</h2> A group has a context of its own, a child of the parent. The group ends when that context
 * does: by the first failure of a task ({@link #failFast}), with the parent, by an interrupted {@link #join()}, or by
 * {@link #close()}. From then on:
 *
 * <ul>
 *   <li>a task that has not begun is {@link Task.State#CANCELLED}, never runs, and its body is released; the queue of
 *       the executor may keep an empty object in its place;
 *   <li>a task that runs is interrupted: its body runs under an {@link Interruption} of the group's context;
 *   <li>{@link #fork} returns tasks that are {@code CANCELLED}.
 * </ul>
 *
 * <p>A body that ignores the interrupt and never returns keeps {@code join} and {@code close} waiting for ever. Nothing
 * bounds that but the body. Code that cannot be interrupted belongs on an executor of its own, and its future into the
 * body, which can leave the future behind when the group ends.
 *
 * <p>If an executor drops tasks without a word, {@code join} cannot know, and waits until the parent ends. Give the
 * parent a deadline. If the executor is an {@link ExecutorService} that has terminated, {@code join} sees that, at the
 * latest after twice the time it has waited: the group then ends with a {@link RejectedExecutionException}.
 *
 * <h2>Contracts common to all methods</h2> <b>Threads:</b> any thread may call any method, except that a task must not
 * join or close its own group, and that an action on the thread that ends the group's context must not wait for tasks: it
 * would keep that thread from interrupting them. A task may make groups of its own. If a task of an inner group joins an
 * outer group whose task waits for the inner one, both wait for ever. If tasks on all threads of a bounded pool join
 * groups whose tasks wait for a thread of that pool, all wait until their contexts end. <b>Progress:</b> {@code fork} is
 * lock-free on the lock-free core, as far as the executor is; {@code join} and {@code close} wait. They compensate for a
 * worker of a {@link ForkJoinPool}.
 * <b>Memory:</b> what a thread does before {@code fork} happens-before the body, and what the body does happens-before
 * the return of {@code join} or {@code close}. The group keeps neither tasks that are over nor their results.
 * <b>Failures:</b> whatever a body throws is its failure, errors included. A null argument gives a
 * {@link NullPointerException} that names the parameter. <b>Cost:</b> per task two registrations with the group's context
 * and two CAS of one word.
 */
public final class TaskGroup implements AutoCloseable {

    private enum Policy {
        FAIL_FAST,
        AWAIT_ALL,
        FIRST
    }

    private final Policy policy;
    private final Executor executor;
    private final CancelContext context;
    private final Tally tally = new Tally();
    /** Failures that did not end the group and that its end did not cause, in their order. */
    private final Queue<Throwable> others = new ConcurrentLinkedQueue<>();
    /** The failure that ended the group. */
    private volatile @Nullable Throwable decisive;
    /** The success that ended the group. */
    private volatile @Nullable ForkedTask<?> winner;

    private TaskGroup(Policy policy, Context parent, Executor executor) {
        this.policy = policy;
        requireNonNull(parent, "parent");
        this.executor = requireNonNull(executor, "executor");
        context = parent.withCancel();
    }

    /**
     * A group that the first failure of a task ends, with that failure as the cause of its context.
     *
     * @param parent the context that the group's context is a child of
     * @param executor what runs the tasks; it may run them inside {@code execute}
     * @return a group to close
     */
    public static TaskGroup failFast(Context parent, Executor executor) {
        return new TaskGroup(Policy.FAIL_FAST, parent, executor);
    }

    /**
     * A group whose tasks fail one by one: {@link Task#state()} tells each outcome. No failure ends the group.
     *
     * @param parent the context that the group's context is a child of
     * @param executor what runs the tasks; it may run them inside {@code execute}
     * @return a group to close
     */
    public static TaskGroup awaitAll(Context parent, Executor executor) {
        return new TaskGroup(Policy.AWAIT_ALL, parent, executor);
    }

    /**
     * Runs all bodies in a group of their own. The first success ends the others. Returns when no body runs any more. The
     * result of another body that succeeds, too, is dropped.
     *
     * @param parent the context that the group's context is a child of
     * @param executor what runs the bodies
     * @param bodies what to run
     * @param <T> the type of the result
     * @return the result of the body that succeeded first
     * @throws ExecutionException if all bodies failed: the first failure is the cause, the others are suppressed
     * @throws InterruptedException if interrupted before a success
     * @throws ContextException if {@code parent} ended before a success, as {@link Context#throwIfDone()} throws it
     * @throws IllegalArgumentException if {@code bodies} is empty
     * @throws RejectedExecutionException if the executor rejects a body, once no other body runs
     */
    public static <T extends @Nullable Object> T first(
            Context parent, Executor executor, Collection<? extends Body<? extends T>> bodies)
            throws ExecutionException, InterruptedException {
        requireNonNull(parent, "parent");
        requireNonNull(executor, "executor");
        List<Body<? extends T>> all = copy(bodies);
        TaskGroup group = new TaskGroup(Policy.FIRST, parent, executor);
        try {
            List<Task<T>> tasks = new ArrayList<>(all.size());
            for (Body<? extends T> body : all) {
                tasks.add(group.fork(body));
            }
            group.join();
            for (Task<T> task : tasks) {
                if (task == group.winner) {
                    return task.get();
                }
            }
            throw new IllegalStateException("no body has succeeded, and none has failed");
        } finally {
            group.end();
        }
    }

    private static <B> List<B> copy(Collection<? extends B> bodies) {
        List<B> copy = new ArrayList<>(requireNonNull(bodies, "bodies"));
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("bodies is empty");
        }
        for (int i = 0; i < copy.size(); i++) {
            requireNonNull(copy.get(i), "bodies[" + i + "]");
        }
        return copy;
    }

    /**
     * The context of the group, which each body gets.
     *
     * @return a child of the parent; it ends when the group does
     */
    public Context context() {
        return context;
    }

    /**
     * Gives a task to the executor.
     *
     * @param body what to run
     * @param <T> the type of the result
     * @return the task; it is {@code CANCELLED} if the group has ended
     * @throws IllegalStateException if the group is closed
     * @throws RejectedExecutionException if the executor throws it, or whatever else the executor throws: then the task
     *     was not forked, unless it has begun
     */
    public <T extends @Nullable Object> Task<T> fork(Body<? extends T> body) {
        requireNonNull(body, "body");
        ForkedTask<T> task = new ForkedTask<>(this, body);
        if (!tally.enter()) {
            throw new IllegalStateException("the group is closed");
        }
        try {
            if (task.dropOnEnd(context)) {
                executor.execute(task);
            }
        } catch (Throwable e) {
            task.reject(this);
            throw e;
        }
        return task;
    }

    /**
     * Does the same as {@link #fork} for a body without a result.
     *
     * @param action what to run
     * @return the task, whose result is null
     * @throws IllegalStateException if the group is closed
     */
    public Task<@Nullable Void> run(Action action) {
        requireNonNull(action, "action");
        return fork(context -> {
            action.run(context);
            return null;
        });
    }

    /**
     * Waits until each task that was forked is over; after the end of the group, until each task that had begun is. It
     * may be called again, also after further forks.
     *
     * <p>An interrupt while it waits ends the group, and the call throws once no task runs. If there is nothing to wait
     * for, the interrupt stays pending.
     *
     * @throws ExecutionException if a failure ended a fail-fast group: that is its cause, and failures of other tasks
     *     are suppressed, except those that the end caused
     * @throws ContextException if the parent ended the group first, as {@link Context#throwIfDone()} throws it
     * @throws InterruptedException if an interrupt of this call ended the group
     * @throws IllegalStateException if a task of this group calls it, or the group is closed; or if an action on a thread
     *     that ends contexts calls it after the end of the group, while tasks run
     */
    public void join() throws ExecutionException, InterruptedException {
        refuseInside("joins");
        if (tally.isClosed()) {
            throw new IllegalStateException("the group is closed");
        }
        refuseToWaitForThisThread();
        try {
            Blockers.block(new Join(this, executor, tally));
        } catch (InterruptedException e) {
            boolean hasEnded = context.cancel();
            refuseToWaitForThisThread();
            tally.awaitAcquire(Tally.JOIN);
            if (hasEnded) {
                throw e;
            }
            Thread.currentThread().interrupt();
        }
        throwOutcome();
    }

    private void throwOutcome() throws ExecutionException {
        Throwable failure = decisive;
        if (failure != null && policy != Policy.AWAIT_ALL) {
            throw failed(failure, others.iterator());
        }
        if (failure == null && winner == null) {
            context.throwIfDone();
        }
        if (policy == Policy.FIRST && winner == null) {
            Iterator<Throwable> failures = others.iterator();
            if (failures.hasNext()) {
                throw failed(failures.next(), failures);
            }
        }
    }

    private static ExecutionException failed(Throwable first, Iterator<Throwable> others) {
        ExecutionException thrown = new ExecutionException(first);
        others.forEachRemaining(thrown::addSuppressed);
        return thrown;
    }

    /**
     * Ends the group, and waits until no task runs. An interrupt does not end the wait, and stays pending. A second call
     * does nothing.
     *
     * @throws IllegalStateException if tasks were forked since the last {@link #join()}: the group is closed all the
     *     same; or if an action on a thread that ends contexts calls it while tasks run: the group has ended then, and a
     *     later call waits; or if a task of this group calls it: then nothing is changed
     */
    @Override
    public void close() {
        refuseInside("closes");
        if (end() && tally.isUnjoined()) {
            throw new IllegalStateException("tasks were forked, and the group was closed without a join");
        }
    }

    /** Returns whether the group was open. */
    private boolean end() {
        boolean wasOpen = !tally.isClosed();
        context.cancel();
        try {
            refuseToWaitForThisThread();
        } catch (IllegalStateException e) {
            tally.shut();
            throw e;
        }
        tally.awaitAcquire(Tally.CLOSE);
        return wasOpen;
    }

    private void refuseInside(String what) {
        if (ForkedTask.isInside(this)) {
            throw new IllegalStateException("a task " + what + " its own group");
        }
    }

    /**
     * An end that this thread is notifying reaches the tasks when the action has returned that this thread is in: not
     * while it waits for them.
     */
    private void refuseToWaitForThisThread() {
        if (context.isDone() && Notification.isNotifying() && tally.count() > 0) {
            throw new IllegalStateException("an action on the thread of an end waits for tasks that run");
        }
    }

    /** How many tasks are neither over nor dropped. */
    int count() {
        return tally.count();
    }

    // ---- for the tasks

    void leave() {
        tally.leave();
    }

    void withdraw() {
        tally.withdraw();
    }

    /** The outcome of a task, before it is counted down. */
    void onOutcome(ForkedTask<?> task) {
        Task.State state = task.state();
        Throwable failure = task.failure();
        if (state == Task.State.FAILED && failure != null) {
            onFailure(failure);
        } else if (state == Task.State.SUCCESS && policy == Policy.FIRST && context.cancel()) {
            winner = task;
        }
    }

    /** The executor has terminated, and tasks are left, which will never run. */
    void onLostTasks() {
        RejectedExecutionException lost =
                new RejectedExecutionException("the executor has terminated, and tasks had not begun");
        if (context.cancel(lost)) {
            decisive = lost;
        }
    }

    private void onFailure(Throwable failure) {
        if (policy == Policy.FAIL_FAST) {
            boolean isDecisive = true; // Also if the end finds no memory.
            try {
                isDecisive = context.cancel(failure);
            } finally {
                if (isDecisive) {
                    decisive = failure;
                }
            }
            if (isDecisive) {
                return;
            }
        }
        if (policy != Policy.AWAIT_ALL) {
            others.add(failure);
        }
    }

    /**
     * What a task runs.
     *
     * @param <T> the type of the result
     */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {
        /**
         * Runs on a thread of the executor, which is interrupted when the group ends.
         *
         * @param context the context of the group
         * @return the result
         * @throws Exception the failure of the task
         */
        T run(Context context) throws Exception;
    }

    /** What a task without a result runs. */
    @FunctionalInterface
    public interface Action {
        /**
         * Runs on a thread of the executor, which is interrupted when the group ends.
         *
         * @param context the context of the group
         * @throws Exception the failure of the task
         */
        void run(Context context) throws Exception;
    }

    /**
     * A task of a group. It may be asked at any time, and kept after its group: it reaches its outcome and nothing else.
     *
     * @param <T> the type of the result
     */
    public interface Task<T extends @Nullable Object> {

        /**
         * How far the task is.
         *
         * @return {@code RUNNING} until there is an outcome, which never changes
         */
        State state();

        /**
         * The result. This call does not wait: join the group first.
         *
         * @return what the body returned
         * @throws IllegalStateException if the state is not {@code SUCCESS}; the cause is {@link #failure()}
         */
        T get();

        /**
         * What the body threw.
         *
         * @return null unless the body has thrown
         */
        @Nullable
        Throwable failure();

        /** How far a task is. */
        enum State {
            /** The task waits, or its body runs. */
            RUNNING,
            /** The body has returned, before or after the end of its group. */
            SUCCESS,
            /** The body has thrown, and not because of the end of its group. */
            FAILED,
            /** The group ended before the body began, or the body threw because of that end. */
            CANCELLED
        }
    }
}
