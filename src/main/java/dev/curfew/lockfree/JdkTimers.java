package dev.curfew.lockfree;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines on the JDK's {@link ScheduledThreadPoolExecutor}: correct in every respect but speed, until the timing wheel
 * takes its place.
 *
 * <p>Closing against arming: {@link #close} sets the flag, then runs what is queued; who arms queues, then re-reads the
 * flag, and if it is set abandons the node itself. Both may do so: a context ends once.
 */
final class JdkTimers implements DeadlineTimers {

    private final NanoClock clock;
    private final ScheduledThreadPoolExecutor executor;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    JdkTimers(NanoClock clock) {
        this.clock = clock;
        executor = new ScheduledThreadPoolExecutor(1, this::newThread);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** A daemon that inherits neither thread locals nor a class loader from whoever sets the first deadline. */
    private Thread newThread(Runnable work) {
        Thread owner = new Thread(null, work, "curfew-deadlines", 0, false);
        owner.setDaemon(true);
        owner.setContextClassLoader(null);
        thread = owner;
        return owner;
    }

    @Override
    public Timer arm(DeadlineNode node) {
        if (closed) {
            throw new IllegalStateException(CLOSED);
        }
        Armed armed = new Armed(node);
        armed.schedule();
        return armed;
    }

    @Override
    public void close() {
        closed = true;
        while (!executor.getQueue().isEmpty()) {
            for (Runnable task : executor.getQueue().toArray(new Runnable[0])) {
                // In this order: a second closer that finds the queue empty may shut the executor down.
                task.run();
                executor.getQueue().remove(task);
            }
        }
        executor.shutdown();
        awaitThread();
    }

    private void awaitThread() {
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
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

    private final class Armed implements Timer, Runnable {

        private final DeadlineNode node;
        private volatile @Nullable Future<?> task;
        private volatile boolean disarmed;

        Armed(DeadlineNode node) {
            this.node = node;
        }

        void schedule() {
            long left = node.deadlineNanos() - clock.nanoTime();
            Future<?> scheduled;
            try {
                scheduled = executor.schedule(this, left, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                node.abandon();
                return;
            }
            task = scheduled;
            if (disarmed) {
                scheduled.cancel(false);
            } else if (closed) {
                // Also if the executor has cancelled it, having terminated in between.
                scheduled.cancel(false);
                node.abandon();
            }
        }

        @Override
        public void run() {
            if (disarmed) {
                return;
            }
            if (closed) {
                node.abandon();
            } else if (node.deadlineNanos() - clock.nanoTime() > 0) {
                schedule();
            } else {
                node.expire();
            }
        }

        @Override
        public void disarm() {
            disarmed = true;
            Future<?> scheduled = task;
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }
    }
}
