package dev.curfew.spi;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/** Blocks a thread, and has its {@link ForkJoinPool} run another one meanwhile if it is a worker of one. */
public final class Blockers {

    private Blockers() {}

    public static void block(ForkJoinPool.ManagedBlocker blocker) throws InterruptedException {
        try {
            ForkJoinPool.managedBlock(blocker);
        } catch (RejectedExecutionException e) {
            // The pool has as many threads as it may have.
            boolean released = blocker.isReleasable();
            while (!released) {
                released = blocker.block();
            }
        }
    }
}
