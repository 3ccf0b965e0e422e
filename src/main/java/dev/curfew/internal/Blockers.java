package dev.curfew.internal;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/** Blocks a thread. If the thread is a worker of a {@link ForkJoinPool}, the pool may run another worker meanwhile. */
public final class Blockers {

    private Blockers() {}

    public static void block(ForkJoinPool.ManagedBlocker blocker) throws InterruptedException {
        try {
            ForkJoinPool.managedBlock(blocker);
        } catch (RejectedExecutionException e) {
            // The pool has the largest number of threads that it may have.
            boolean released = blocker.isReleasable();
            while (!released) {
                released = blocker.block();
            }
        }
    }
}
