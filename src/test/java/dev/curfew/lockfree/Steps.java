package dev.curfew.lockfree;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * An operation that is stopped before one of its steps. Public, and loaded once: classes that {@link SteppingLoader} has
 * rewritten call it from a package of the same name.
 */
public final class Steps implements Runnable {

    /** What the current thread is the victim of, if it is one. */
    private static final ThreadLocal<Steps> CURRENT = new ThreadLocal<>();

    private final Runnable operation;
    private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    private final Semaphore released = new Semaphore(0);
    private int left;
    private volatile Throwable failure;

    /** @param step the one that will not be taken before {@link #release}, counted from 1 */
    public Steps(Runnable operation, int step) {
        this.operation = operation;
        this.left = step;
    }

    /** Does the operation, on the victim's thread. */
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

    /** Called before each step of anybody. */
    public static void step() {
        Steps steps = CURRENT.get();
        if (steps != null && --steps.left == 0) {
            steps.outcome.complete(true);
            steps.released.acquireUninterruptibly();
        }
    }

    /** Waits until the victim is stopped, or has finished for want of so many steps. Returns whether it is stopped. */
    public boolean isStopped() {
        return outcome.join();
    }

    /** What the operation threw, null if nothing; once its thread has ended. */
    public Throwable failure() {
        return failure;
    }

    /** Lets the victim go on. */
    public void release() {
        released.release();
    }
}
