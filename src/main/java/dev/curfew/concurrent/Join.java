package dev.curfew.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;

/** Waits until no task of a group is left, and looks now and then whether the executor has terminated. */
final class Join implements ForkJoinPool.ManagedBlocker {

    /** How long it waits before it looks; then twice that, and so on. */
    private static final long FIRST_LOOK_NANOS = 10_000_000;

    private final TaskGroup group;
    private final Executor executor;
    private final Tally tally;
    private long lookAfterNanos = FIRST_LOOK_NANOS;

    Join(TaskGroup group, Executor executor, Tally tally) {
        this.group = group;
        this.executor = executor;
        this.tally = tally;
    }

    @Override
    public boolean block() throws InterruptedException {
        if (executor instanceof ExecutorService service && service.isTerminated() && tally.count() > 0) {
            group.onLostTasks();
        }
        if (tally.tryAcquireSharedNanos(Tally.JOIN, lookAfterNanos)) {
            return true;
        }
        lookAfterNanos = Math.max(lookAfterNanos, lookAfterNanos << 1);
        return false;
    }

    @Override
    public boolean isReleasable() {
        return tally.tryAcquireShared(Tally.JOIN) > 0;
    }
}
