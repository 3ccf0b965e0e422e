package dev.curfew.lockfree;

import dev.curfew.spi.Blockers;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits for the end of a context: live while its state is the thread.
 *
 * <p>Registered first, then parked, and the push orders the registration against the end (C1): the ender finds the
 * waiter, or the waiter finds the end. Once registered it goes by its own state alone, and so wakes only when everything
 * that the ending call ends is flagged, also when it wakes spuriously or its time is up at that moment.
 */
final class WaiterLink extends Link implements ForkJoinPool.ManagedBlocker {

    private final CancelNode owner;
    private final Thread waiting;
    private final boolean isTimed;
    private final long timeoutNanos;
    private final long start;
    private boolean isLate;

    WaiterLink(CancelNode owner, boolean isTimed, long timeoutNanos) {
        super(Thread.currentThread());
        waiting = Thread.currentThread();
        this.owner = owner;
        this.isTimed = isTimed;
        this.timeoutNanos = timeoutNanos;
        start = isTimed ? System.nanoTime() : 0;
    }

    static void await(CancelNode owner) throws InterruptedException {
        new WaiterLink(owner, false, 0).await();
    }

    static boolean awaitNanos(CancelNode owner, long timeoutNanos) throws InterruptedException {
        return new WaiterLink(owner, true, timeoutNanos).await();
    }

    /** Returns false if its time was up first. */
    boolean await() throws InterruptedException {
        if (owner.attachLink(this)) {
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
            LockSupport.park(owner);
        }
        return isReleasable();
    }

    private void parkUntilLate() {
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
            isLate = leave();
        } else if (!isDead()) {
            LockSupport.parkNanos(owner, left);
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

    /** Returns whether this thread was still waiting: no longer, then, and the ender will not wake it. */
    private boolean leave() {
        if (isDead() || !casState(waiting, Verdict.SPENT)) {
            return false;
        }
        owner.unlink(this);
        return true;
    }

    @Override
    public void tell() {
        // Not only by the call whose CAS succeeds: after a stack overflow in between, this is called again.
        if (casState(waiting, Verdict.SPENT) || stateAcquire() == Verdict.SPENT) {
            LockSupport.unpark(waiting);
        }
    }
}
