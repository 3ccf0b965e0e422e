package dev.curfew.bench.libraries;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** {@code ScheduledThreadPoolExecutor}: a heap, a lock and one thread. */
final class ExecutorTimers implements Timers {

    private static final Runnable NOTHING = () -> {};

    private final ScheduledThreadPoolExecutor executor = newScheduler();

    @Override
    public void scheduleAndCancelIn(long delayNanos) {
        executor.schedule(NOTHING, delayNanos, NANOSECONDS).cancel(false);
    }

    @Override
    public void scheduleAndCancelAt(long deadlineNanos, long nowNanos) {
        executor.schedule(NOTHING, deadlineNanos - nowNanos, NANOSECONDS).cancel(false);
    }

    @Override
    public void scheduleIn(long delayNanos, Runnable task) {
        executor.schedule(task, delayNanos, NANOSECONDS);
    }

    @Override
    public void scheduleDue(Runnable task) {
        scheduleIn(0, task);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** One thread, and what is cancelled leaves the queue at once. */
    static ScheduledThreadPoolExecutor newScheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "timers");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }
}
