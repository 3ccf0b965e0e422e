package dev.curfew;

import dev.curfew.internal.Answer;
import dev.curfew.internal.Blockers;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a {@link Done} by nothing but {@link Done#onDone}: the waiter registers itself as an action, then parks.
 *
 * <p>Once it is registered, the waiter looks at {@link #thread} alone: it returns when its action has run, not when it
 * happens to see the end. So it never runs ahead of an ending call, which notifies its waiters last.
 */
final class ParkedWaiter implements Runnable, ForkJoinPool.ManagedBlocker {

    private final Done done;
    private final boolean isTimed;
    private final long timeoutNanos;
    private final long start;
    private boolean isLate;
    /** The thread that waits; null once the action has run, so that a late or second run wakes no thread. */
    private volatile @Nullable Thread thread = Thread.currentThread();

    private ParkedWaiter(Done done, boolean isTimed, long timeoutNanos) {
        this.done = done;
        this.isTimed = isTimed;
        this.timeoutNanos = timeoutNanos;
        start = isTimed ? System.nanoTime() : 0;
    }

    static void await(Done done) throws InterruptedException {
        if (!done.isDone()) {
            new ParkedWaiter(done, false, 0).await();
        }
    }

    static boolean awaitNanos(Done done, long timeoutNanos) throws InterruptedException {
        if (done.isDone()) {
            return true;
        }
        return timeoutNanos > 0 && new ParkedWaiter(done, true, timeoutNanos).await();
    }

    private boolean await() throws InterruptedException {
        Registration registration = Answer.registration(done, this);
        try {
            Blockers.block(this);
            if (!isLate) {
                return true;
            }
            thread = null;
            // An action that cannot be stopped is running, so the ending call has come to its waiters.
            return !registration.stop() && done.isDone();
        } finally {
            if (thread != null) {
                thread = null;
                registration.stop();
            }
        }
    }

    @Override
    public boolean isReleasable() {
        return isLate || thread == null;
    }

    @Override
    public boolean block() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!isTimed) {
            LockSupport.park(done);
        } else {
            long left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                isLate = true;
            } else {
                LockSupport.parkNanos(done, left);
            }
        }
        return isReleasable();
    }

    @Override
    public void run() {
        Thread waiting = thread;
        thread = null;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }
}
