package dev.curfew.internal;

import dev.curfew.Registration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until an action that runs on another thread has returned. The thread that runs the action wakes nobody, so that
 * an action for which no thread waits costs no more: the waiting thread looks again and again, less and less often, at
 * last once in a millisecond.
 */
public final class ActionWait implements ForkJoinPool.ManagedBlocker {

    private static final int SPINS = 200;
    private static final long FIRST_PARK_NANOS = 10_000;
    private static final long LAST_PARK_NANOS = 1_000_000;

    private final Supplier<@Nullable Object> running;
    private long parkNanos = FIRST_PARK_NANOS;

    private ActionWait(Supplier<@Nullable Object> running) {
        this.running = running;
    }

    /** An action that is a thread, because the state of an action that runs is one. */
    public record ThreadAction(Runnable thread) implements Runnable {
        @Override
        public void run() {
            thread.run();
        }
    }

    /** The action, or one that does the same and is no thread. */
    public static Runnable notAThread(Runnable action) {
        return action instanceof Thread ? new ThreadAction(action) : action;
    }

    /** {@link Registration#stopAndAwait}: stops the action, or waits as {@link #await} does. */
    public static boolean stopAndAwait(Registration action, Supplier<@Nullable Object> running)
            throws InterruptedException {
        if (action.stop()) {
            return true;
        }
        await(running);
        return false;
    }

    /**
     * Waits while the source gives another thread than the current one, or something that is no thread.
     *
     * @param running the thread that runs the action; anything else but null while it has not begun; null afterwards
     * @throws InterruptedException if interrupted while waiting
     */
    public static void await(Supplier<@Nullable Object> running) throws InterruptedException {
        ActionWait wait = new ActionWait(running);
        for (int looks = 0; looks < SPINS; looks++) {
            if (wait.isReleasable()) {
                return;
            }
            Thread.onSpinWait();
        }
        Blockers.block(wait);
    }

    @Override
    public boolean isReleasable() {
        Object seen = running.get();
        return seen == null || seen == Thread.currentThread();
    }

    @Override
    public boolean block() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        LockSupport.parkNanos(running, parkNanos);
        parkNanos = Math.min(2 * parkNanos, LAST_PARK_NANOS);
        return isReleasable();
    }
}
