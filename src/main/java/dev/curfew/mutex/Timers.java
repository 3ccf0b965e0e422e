package dev.curfew.mutex;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One {@link ScheduledThreadPoolExecutor} for the deadlines of a runtime, made at the first of them.
 *
 * <p>{@link #close} settles what it finds in the queue; whoever schedules looks at {@link #closed} afterwards and settles
 * what came too late for that. Both may do so: a context ends once.
 */
final class Timers {

    static final String CLOSED = "the runtime was closed";

    private volatile @Nullable ScheduledThreadPoolExecutor executor;
    /** Null while open. Written under this object's monitor, which also guards making the executor. */
    private volatile @Nullable Verdict closed;

    private volatile @Nullable Thread thread;

    /** How live contexts with a timer end when the runtime is closed; null as long as it is not. */
    @Nullable
    Verdict closed() {
        return closed;
    }

    /** Null if closed. */
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
            return executor.schedule(task, delayNanos, NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    private synchronized @Nullable ScheduledThreadPoolExecutor open() {
        if (executor == null && closed == null) {
            ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, this::newThread);
            made.setRemoveOnCancelPolicy(true);
            executor = made;
        }
        return executor;
    }

    /** A thread that keeps nothing of the one that happened to set the first deadline. */
    private Thread newThread(Runnable worker) {
        Thread made = new Thread(null, worker, "curfew-timer", 0, false);
        made.setDaemon(true);
        made.setContextClassLoader(null);
        thread = made;
        return made;
    }

    void close() {
        synchronized (this) {
            if (closed == null) {
                closed = Verdict.canceled(new IllegalStateException(CLOSED));
            }
        }
        ScheduledThreadPoolExecutor executor = this.executor;
        if (executor == null) {
            return;
        }
        BlockingQueue<Runnable> queue = executor.getQueue();
        for (Runnable task : queue.toArray(new Runnable[0])) {
            task.run();
            queue.remove(task); // not before: the executor must not terminate under another closer, and drop the task
        }
        executor.shutdown(); // the thread goes once the queue is empty: what came late is cancelled by who armed it
        if (Thread.currentThread() != thread) {
            awaitThread(executor);
        }
    }

    private void awaitThread(ScheduledThreadPoolExecutor executor) {
        boolean interrupted = false;
        while (true) {
            try {
                executor.awaitTermination(Long.MAX_VALUE, NANOSECONDS);
                Thread last = thread;
                if (last != null) {
                    last.join();
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
