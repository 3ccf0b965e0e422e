package dev.curfew.internal.lockfree;

import dev.curfew.internal.Blockers;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits for the end of a context: live while its state is the thread.
 *
 * <p>The thread registers first and parks afterwards. The push orders the registration against the end (C1): the ending
 * thread finds the waiter, or the waiter finds the end. A registered waiter looks only at its own state. So it wakes
 * only when everything that the ending call ends is marked, even if it wakes spuriously or its time is up at that
 * moment.
 *
 * <p>N21: If the stack ends within {@code leave}, the link may stay until the context ends.
 */
final class WaiterLink extends Link implements ForkJoinPool.ManagedBlocker {

    private final CancelNode context;
    private final Thread waiting;
    private final boolean isTimed;
    private final long timeoutNanos;
    private final long start;
    private boolean isLate;

    WaiterLink(CancelNode context, boolean isTimed, long timeoutNanos) {
        super(Thread.currentThread());
        waiting = Thread.currentThread();
        this.context = context;
        this.isTimed = isTimed;
        this.timeoutNanos = timeoutNanos;
        start = isTimed ? System.nanoTime() : 0;
    }

    static void await(CancelNode context) throws InterruptedException {
        new WaiterLink(context, false, 0).await();
    }

    static boolean awaitNanos(CancelNode context, long timeoutNanos) throws InterruptedException {
        return new WaiterLink(context, true, timeoutNanos).await();
    }

    /** Returns false if the time was up first. */
    boolean await() throws InterruptedException {
        if (context.attachLink(this)) {
            try {
                Blockers.block(this);
            } finally {
                leave();
            }
        }
        return !isLate;
    }

    @Override
    public boolean isReleasable() {
        return isLate || isDead();
    }

    @Override
    public boolean block() throws InterruptedException {
        leaveIfInterrupted();
        if (isTimed) {
            parkUntilLate();
        } else if (!isDead()) {
            LockSupport.park(context);
        }
        return isReleasable();
    }

    private void parkUntilLate() {
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
            isLate = leave();
        } else if (!isDead()) {
            LockSupport.parkNanos(context, left);
        }
    }

    private void leaveIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            if (leave()) {
                throw new InterruptedException();
            }
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether this thread was still waiting. If it was, it waits no longer, and no end will wake it. */
    private boolean leave() {
        if (isDead() || !casState(waiting, SPENT)) {
            return false;
        }
        context.unlink(this);
        return true;
    }

    @Override
    public void notifyEnd() {
        // The thread is also unparked if the CAS fails: this is called again after a stack overflow in between.
        if (casState(waiting, SPENT) || stateAcquire() == SPENT) {
            LockSupport.unpark(waiting);
        }
    }
}
