package dev.curfew.internal.mutex;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.curfew.internal.DeadlineService;
import dev.curfew.internal.DriverThread;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One {@link ScheduledThreadPoolExecutor} for the deadlines of a runtime, made at the first of them. Its thread ends
 * when nothing was armed for some seconds, and starts again with the next deadline.
 *
 * <p>{@link #close} ends the contexts whose timers it finds in the queue. A thread that schedules a timer reads
 * {@link #closed} afterwards, and ends a context that came too late for the queue. Both may do so, because a context
 * ends once.
 */
final class Timers implements DeadlineService {

    private static final long IDLE_SECONDS = 5;
    /** A task that was not cancelled runs again after this time, because the end that it was to make has failed. */
    private static final long RETRY_NANOS = 1_000_000;

    private volatile @Nullable ScheduledThreadPoolExecutor executor;
    /** Null while open. Written under the monitor of this object, which also guards making the executor. */
    private volatile @Nullable Verdict closed;

    private volatile @Nullable Thread thread;

    /** How live contexts with a timer end when the runtime is closed; null as long as it is open. */
    @Nullable
    Verdict closed() {
        return closed;
    }

    /** Runs the task after the delay, and again until it is cancelled. Returns null if closed. */
    @Nullable
    Future<?> schedule(Runnable task, long delayNanos) {
        ScheduledThreadPoolExecutor executor = this.executor;
        if (executor == null) {
            executor = open();
        }
        if (executor == null || closed != null) {
            return null;
        }
        try {
            // The thread starts before the task is in the queue, because there may be no memory for a thread.
            Thread current = thread;
            if (current == null || !current.isAlive()) {
                executor.prestartCoreThread();
            }
            return executor.scheduleWithFixedDelay(task, delayNanos, RETRY_NANOS, NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    private synchronized @Nullable ScheduledThreadPoolExecutor open() {
        if (executor == null && closed == null) {
            ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, this::newThread);
            made.setRemoveOnCancelPolicy(true);
            made.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
            made.setKeepAliveTime(IDLE_SECONDS, SECONDS);
            made.allowCoreThreadTimeOut(true);
            executor = made;
        }
        return executor;
    }

    private Thread newThread(Runnable worker) {
        Thread made = DriverThread.neutral("curfew-timer", DriverThread.driving(worker));
        thread = made;
        return made;
    }

    /** The thread starts with the first deadline: starting it before gains nothing. */
    @Override
    public void start() {
        if (closed != null) {
            throw DeadlineService.closed();
        }
    }

    @Override
    public void close() {
        close(Long.MAX_VALUE);
    }

    /**
     * Ends the contexts with an armed timer. Returns whether the thread is known to have ended; waits for that no
     * longer than the timeout.
     */
    @Override
    public boolean close(long timeoutNanos) {
        synchronized (this) {
            if (closed == null) {
                closed = Verdict.canceled(DeadlineService.closed());
            }
        }
        ScheduledThreadPoolExecutor executor = this.executor;
        if (executor == null) {
            return true;
        }
        boolean wasNone = DriverThread.enter(); // Actions run here, and may close other runtimes.
        try {
            endAll(executor);
        } finally {
            DriverThread.leave(wasNone);
        }
        // The thread ends once the queue is empty. A timer that came too late is cancelled by the thread that armed it.
        executor.shutdown();
        return DriverThread.isCurrent() ? executor.isTerminated() : awaitThread(executor, timeoutNanos);
    }

    private static void endAll(ScheduledThreadPoolExecutor executor) {
        BlockingQueue<Runnable> queue = executor.getQueue();
        for (Runnable task : queue.toArray(new Runnable[0])) {
            task.run();
            if (((Future<?>) task).isDone()) {
                queue.remove(task); // A task that is not done has failed, and the executor tries it again.
            }
        }
    }

    /** An interrupt ends the wait. */
    private boolean awaitThread(ScheduledThreadPoolExecutor executor, long timeoutNanos) {
        long start = System.nanoTime();
        try {
            if (!executor.awaitTermination(timeoutNanos, NANOSECONDS)) {
                return false;
            }
            Thread last = thread;
            if (last != null) {
                NANOSECONDS.timedJoin(last, timeoutNanos - (System.nanoTime() - start));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return executor.isTerminated();
        }
        return true;
    }
}
