package dev.curfew.concurrent;

import dev.curfew.internal.Blockers;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;

/**
 * Counts tasks that are neither over nor dropped, and parks threads until there are none. One word holds both counts,
 * so each transition is one CAS:
 *
 * <pre>
 *   bit 63   closed: no task enters any more
 *   32..62   forks that have entered since the last join, modulo 2^31
 *   0..31    tasks that are neither over nor dropped
 * </pre>
 *
 * <ul>
 *   <li>J3: A task counts from before its executor gets it until its outcome is written. So a thread that sees no task
 *       left sees each outcome.
 *   <li>J4: The word that says that no task is left is the word that {@link #JOIN} clears of forks, and that
 *       {@link #CLOSE} closes. So a fork is either waited for, or keeps its mark for the next join.
 *   <li>J5: The thread that counts the last task down wakes those that wait.
 * </ul>
 */
final class Tally extends AbstractQueuedLongSynchronizer {

    private static final long serialVersionUID = 1L;

    /** To acquire when no task is left: a join. */
    static final long JOIN = 0;
    /** To acquire when no task is left, and close: no task enters any more. */
    static final long CLOSE = 1;
    /** To acquire when the tally is closed and no task is left. */
    static final long DRAINED = 2;

    private static final long CLOSED = Long.MIN_VALUE;
    private static final long FORK = 1L << 32;
    private static final long COUNT = FORK - 1;
    private static final long FORKS = ~CLOSED & ~COUNT;

    private static final long SHUT = -1;

    /** Counts a task. Returns false if the tally is closed. */
    boolean enter() {
        while (true) {
            long word = getState();
            if (word < 0) {
                return false;
            }
            if (compareAndSetState(word, ((word + FORK) & ~CLOSED) + 1)) {
                return true;
            }
        }
    }

    /** A task is over or was dropped. */
    void leave() {
        releaseShared(1);
    }

    /** A task that entered was never accepted: as if it had not entered. */
    void withdraw() {
        releaseShared(FORK + 1);
    }

    /** No task enters any more; those that are inside go on. */
    void shut() {
        releaseShared(SHUT);
    }

    boolean isClosed() {
        return getState() < 0;
    }

    /** Whether a fork has entered since the last join. */
    boolean isUnjoined() {
        return (getState() & FORKS) != 0;
    }

    boolean isDrained() {
        return tryAcquireShared(DRAINED) > 0;
    }

    int count() {
        return (int) getState();
    }

    /** Acquires, and waits for that without regard to interrupts. */
    void awaitAcquire(long mode) {
        try {
            Blockers.block(new ForkJoinPool.ManagedBlocker() {
                @Override
                public boolean block() {
                    acquireShared(mode);
                    return true;
                }

                @Override
                public boolean isReleasable() {
                    return tryAcquireShared(mode) > 0;
                }
            });
        } catch (InterruptedException e) {
            throw new AssertionError("acquireShared is not interruptible", e);
        }
    }

    @Override
    protected long tryAcquireShared(long mode) {
        while (true) {
            long word = getState();
            if ((word & COUNT) != 0) {
                return -1;
            }
            if (mode == DRAINED) {
                return word < 0 ? 1 : -1;
            }
            if (word < 0 || compareAndSetState(word, mode == CLOSE ? word | CLOSED : 0)) { // J4
                return 1;
            }
        }
    }

    @Override
    protected boolean tryReleaseShared(long what) {
        while (true) {
            long word = getState();
            long next = what == SHUT ? word | CLOSED : (((word - what) & ~CLOSED) | (word & CLOSED));
            if (compareAndSetState(word, next)) {
                return (next & COUNT) == 0; // J5
            }
        }
    }
}
