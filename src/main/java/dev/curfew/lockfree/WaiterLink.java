package dev.curfew.lockfree;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits for the end of a context: live while its state is the thread.
 *
 * <p>Registered first, then parked, and the push orders the registration against the end (C1): the ender finds the
 * waiter, or the waiter finds the end. Once registered it goes by its own state alone, and so wakes only when everything
 * that the ending call ends is flagged, also when it wakes spuriously or its time is up at that moment.
 */
final class WaiterLink extends Link {

    private final CancelNode owner;

    WaiterLink(CancelNode owner) {
        super(Thread.currentThread());
        this.owner = owner;
    }

    void await() throws InterruptedException {
        if (owner.attachLink(this)) {
            while (!isDead()) {
                leaveIfInterrupted();
                LockSupport.park(owner);
            }
        }
    }

    boolean awaitNanos(long timeoutNanos) throws InterruptedException {
        long start = System.nanoTime();
        if (!owner.attachLink(this)) {
            return true;
        }
        while (!isDead()) {
            leaveIfInterrupted();
            long left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return !leave();
            }
            LockSupport.parkNanos(owner, left);
        }
        return true;
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
        if (!casState(Thread.currentThread(), Verdict.SPENT)) {
            return false;
        }
        owner.unlink(this);
        return true;
    }

    @Override
    void tell() {
        if (stateAcquire() instanceof Thread waiting && casState(waiting, Verdict.SPENT)) {
            LockSupport.unpark(waiting);
        }
    }
}
