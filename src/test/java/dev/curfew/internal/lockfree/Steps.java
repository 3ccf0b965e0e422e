package dev.curfew.internal.lockfree;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * An operation that is stopped before one of its steps. Public, and loaded once: classes that {@link SteppingLoader}
 * has rewritten call it from a package of the same name.
 */
public final class Steps implements Runnable {

    /** The operation that the current thread runs, if it may be stopped. */
    private static final ThreadLocal<Steps> CURRENT = new ThreadLocal<>();

    private final Runnable operation;
    private volatile CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    private final Semaphore released = new Semaphore(0);
    private int left;
    private volatile Throwable failure;

    /** @param step the step before which the operation stops until {@link #release}, counted from 1 */
    public Steps(Runnable operation, int step) {
        this.operation = operation;
        this.left = step;
    }

    /** Runs the operation on a thread of its own. */
    public Thread start() {
        Thread thread = new Thread(this, "victim");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Runs the operation, on the thread that may be stopped. */
    @Override
    public void run() {
        CURRENT.set(this);
        try {
            operation.run();
        } catch (Throwable e) {
            failure = e;
        }
        outcome.complete(false);
    }

    /** Called before each step of every thread. */
    public static void step() {
        Steps steps = CURRENT.get();
        if (steps != null && --steps.left == 0) {
            steps.outcome.complete(true);
            steps.released.acquireUninterruptibly();
        }
    }

    /** Waits until the operation is stopped, or has ended because it has fewer steps. Returns whether it is stopped. */
    public boolean isStopped() {
        return outcome.join();
    }

    /** What the operation threw; null if nothing. For use after its thread has ended. */
    public Throwable failure() {
        return failure;
    }

    /** Lets the operation go on until so many steps later. Returns whether it is stopped again. */
    public boolean releaseFor(int steps) {
        left = steps;
        outcome = new CompletableFuture<>();
        released.release();
        return isStopped();
    }

    /** Lets the operation go on. */
    public void release() {
        released.release();
    }
}
