package dev.curfew;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for a {@link Done} that offers nothing but {@link Done#onDone}: the waiter registers itself, then parks.
 *
 * <p>The waiter goes by {@link #thread} alone once it is registered: it returns when it is told, not when it happens to
 * see the end, so that it never runs ahead of an ending call that tells its waiters last.
 */
final class ParkedWaiter implements Runnable {

    /** Who waits; null once told, so that a late or second call wakes nobody. */
    private volatile @Nullable Thread thread = Thread.currentThread();

    private ParkedWaiter() {}

    static void await(Done done) throws InterruptedException {
        if (!done.isDone()) {
            new ParkedWaiter().await(done, false, 0);
        }
    }

    static boolean awaitNanos(Done done, long timeoutNanos) throws InterruptedException {
        if (done.isDone()) {
            return true;
        }
        return timeoutNanos > 0 && new ParkedWaiter().await(done, true, timeoutNanos);
    }

    private boolean await(Done done, boolean timed, long timeoutNanos) throws InterruptedException {
        long start = timed ? System.nanoTime() : 0;
        Registration registration = requireNonNull(done.onDone(this), "registration");
        try {
            while (thread != null) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!timed) {
                    LockSupport.park(done);
                    continue;
                }
                long left = timeoutNanos - (System.nanoTime() - start);
                if (left <= 0) {
                    thread = null;
                    // What cannot be stopped is running: the end has come as far as telling its waiters.
                    return !registration.stop() && done.isDone();
                }
                LockSupport.parkNanos(done, left);
            }
            return true;
        } finally {
            if (thread != null) {
                thread = null;
                registration.stop();
            }
        }
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
