package dev.curfew.mutex;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.curfew.spi.DriverThread;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One {@link ScheduledThreadPoolExecutor} for the deadlines of a runtime, made at the first of them. Its thread ends when
 * nothing was armed for some seconds, and comes again with the next deadline.
 *
 * <p>{@link #close} settles what it finds in the queue; whoever schedules looks at {@link #closed} afterwards and settles
 * what came too late for that. Both may do so: a context ends once.
 */
final class Timers {

    static final String CLOSED = "the runtime was closed";

    private static final long IDLE_SECONDS = 5;
    /** After so long a task runs again that was not cancelled, because the end that it makes has failed. */
    private static final long RETRY_NANOS = 1_000_000;

    private volatile @Nullable ScheduledThreadPoolExecutor executor;
    /** Null while open. Written under this object's monitor, which also guards making the executor. */
    private volatile @Nullable Verdict closed;

    private volatile @Nullable Thread thread;

    /** How live contexts with a timer end when the runtime is closed; null as long as it is not. */
    @Nullable
    Verdict closed() {
        return closed;
    }

    /** Runs the task after the delay, and again until it is cancelled. Null if closed. */
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
            // Before the task is in the queue, as there may be no memory for a thread.
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

    /** Ends what is armed. Returns whether its thread is known to have ended, for which it waits that long. */
    boolean close(long timeoutNanos) {
        synchronized (this) {
            if (closed == null) {
                closed = Verdict.canceled(new IllegalStateException(CLOSED));
            }
        }
        ScheduledThreadPoolExecutor executor = this.executor;
        if (executor == null) {
            return true;
        }
        boolean wasNone = DriverThread.enter(); // as actions run here, which may close other runtimes
        try {
            settle(executor);
        } finally {
            DriverThread.leave(wasNone);
        }
        executor.shutdown(); // the thread goes once the queue is empty: the thread that armed a late one cancels it
        return DriverThread.isCurrent() ? executor.isTerminated() : awaitThread(executor, timeoutNanos);
    }

    private static void settle(ScheduledThreadPoolExecutor executor) {
        BlockingQueue<Runnable> queue = executor.getQueue();
        for (Runnable task : queue.toArray(new Runnable[0])) {
            task.run();
            if (((Future<?>) task).isDone()) {
                queue.remove(task); // else its end has failed, and is tried again
            }
        }
    }

    /** An interrupt ends the waiting. */
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
