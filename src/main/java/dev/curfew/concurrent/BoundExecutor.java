package dev.curfew.concurrent;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The view of {@link ContextExecutors#bound}. Each task has a context of its own below the given one, which drops or
 * interrupts the task; {@link #shutdownNow} ends these contexts. Without tasks nothing is attached to the given one.
 */
final class BoundExecutor extends AbstractExecutorService {

    private final Context context;
    private final Executor executor;
    private final Tally tally = new Tally();
    /** The tasks that are neither over nor dropped. */
    private final Set<Work> works = ConcurrentHashMap.newKeySet();
    /** The future that this thread has made and {@link #execute} has not got yet. */
    private static final ThreadLocal<@Nullable Future<?>> MADE = new ThreadLocal<>();

    /** Whether {@link #shutdownNow} was called. Written before that walks through {@code works}, read after an add. */
    private volatile boolean isStopped;

    BoundExecutor(Context context, Executor executor) {
        this.context = context;
        this.executor = executor;
    }

    @Override
    public void execute(Runnable command) {
        Future<?> inner = innerOf(requireNonNull(command, "command"));
        if (context.isDone()) {
            throw rejection();
        }
        Work work = new Work(this, command, inner);
        if (!tally.enter()) {
            work.life.cancel();
            throw rejection();
        }
        try {
            works.add(work);
            if (isStopped) {
                work.life.cancel();
            }
            if (work.dropOnEnd(work.life)) {
                executor.execute(work);
                return;
            }
        } catch (Throwable e) {
            boolean isReturned = work.takeBack() == null && work.phase() == QueuedWork.WITHDRAWN;
            if (!isReturned || !(e instanceof RejectedExecutionException)) {
                throw e;
            }
        }
        if (work.phase() != QueuedWork.WITHDRAWN) { // if so, shutdownNow has returned the command
            throw rejection();
        }
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        RunnableFuture<T> made = super.newTaskFor(callable);
        MADE.set(made);
        return made;
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        RunnableFuture<T> made = super.newTaskFor(runnable, value);
        MADE.set(made);
        return made;
    }

    /**
     * The future that an {@link java.util.concurrent.ExecutorCompletionService} has made here, and executes inside one
     * of another class. It would never complete if only that one were cancelled. A timed {@code invokeAll} makes all
     * futures before it executes the first.
     */
    private static @Nullable Future<?> innerOf(Runnable command) {
        if (!(command instanceof Future<?>)) {
            return null;
        }
        Future<?> made = MADE.get();
        MADE.remove();
        return made == null || made.getClass() == command.getClass() ? null : made;
    }

    private RejectedExecutionException rejection() {
        try {
            context.throwIfDone();
        } catch (ContextException e) {
            return new RejectedExecutionException("the context has ended", e);
        }
        return new RejectedExecutionException("the executor was shut down");
    }

    @Override
    public void shutdown() {
        tally.shut();
    }

    @Override
    public List<Runnable> shutdownNow() {
        tally.shut();
        isStopped = true;
        List<Runnable> waiting = new ArrayList<>();
        for (Work work : works) {
            Runnable command = work.takeBack();
            if (command != null) {
                waiting.add(command);
            } else {
                work.life.cancel();
            }
        }
        return waiting;
    }

    @Override
    public boolean isShutdown() {
        return context.isDone() || tally.isClosed();
    }

    @Override
    public boolean isTerminated() {
        if (context.isDone()) {
            tally.shut(); // No task enters between this and the next line.
        }
        return tally.isDrained();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        requireNonNull(unit, "unit");
        if (isTerminated()) {
            return true;
        }
        Registration onEnd = context.onDone(tally::shut);
        try {
            return tally.tryAcquireSharedNanos(Tally.DRAINED, unit.toNanos(timeout));
        } finally {
            onEnd.stop();
        }
    }

    private static final class Work extends QueuedWork {

        private static final int OVER = OTHERS;

        private final BoundExecutor owner;
        private final CancelContext life;
        private @Nullable Runnable command;
        /** A future that only the command completes; null if there is none, or it is the command. */
        private @Nullable Future<?> inner;

        Work(BoundExecutor owner, Runnable command, @Nullable Future<?> inner) {
            this.owner = owner;
            this.command = command;
            this.inner = inner;
            life = owner.context.withCancel();
        }

        @Override
        public void run() {
            if (life.isDone()) {
                drop();
            } else if (begin()) {
                Runnable taken = requireNonNull(command);
                Future<?> first = inner;
                release();
                try {
                    perform(taken, first);
                } finally {
                    finish(OVER);
                    leave();
                }
            }
        }

        private void perform(Runnable taken, @Nullable Future<?> first) {
            Interruption interruption;
            try {
                interruption = Interruption.around(life);
            } catch (Throwable e) { // no memory, or no room on the stack
                cancel(taken, first);
                throw e;
            }
            try (interruption) {
                taken.run();
            }
        }

        private static void cancel(@Nullable Runnable command, @Nullable Future<?> first) {
            if (first != null) {
                first.cancel(false);
            }
            if (command instanceof Future<?> future) {
                future.cancel(false);
            }
        }

        @Override
        void dropped() {
            Future<?> first = inner;
            Runnable taken = command;
            release();
            try {
                cancel(taken, first);
            } finally {
                leave();
            }
        }

        /** The command if it has not begun; it never will then. */
        @Nullable
        Runnable takeBack() {
            if (!withdraw()) {
                return null;
            }
            Runnable taken = command;
            release();
            leave();
            return taken;
        }

        private void release() {
            command = null;
            inner = null;
        }

        private void leave() {
            owner.works.remove(this);
            life.cancel();
            owner.tally.leave();
        }
    }
}
