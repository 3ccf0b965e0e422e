package dev.curfew.concurrent.broken;

import java.util.concurrent.atomic.AtomicLong;

/** The counts of a group in short: a word with the tasks, the forks since the last join, and whether it is closed. */
final class TallyModel {

    private static final long CLOSED = Long.MIN_VALUE;
    private static final long FORK = 1L << 32;
    private static final long COUNT = FORK - 1;

    private final Flaw flaw;
    private final AtomicLong word = new AtomicLong();

    TallyModel(Flaw flaw) {
        this.flaw = flaw;
    }

    /** Runs a task inside, unless this is closed. */
    boolean fork(Runnable task) {
        if (word.getAndUpdate(now -> now < 0 ? now : now + FORK + 1) < 0) {
            return false;
        }
        task.run();
        word.decrementAndGet();
        return true;
    }

    void join() {
        if (Flaw.JOIN_IN_TWO_STEPS.in(flaw)) {
            awaitNone();
            word.getAndUpdate(now -> now & (COUNT | CLOSED));
            return;
        }
        long now = awaitNone();
        while (!word.compareAndSet(now, 0)) {
            now = awaitNone();
        }
    }

    void close() {
        if (Flaw.CLOSE_IN_TWO_STEPS.in(flaw)) {
            awaitNone();
            word.getAndUpdate(now -> now | CLOSED);
            return;
        }
        long now = awaitNone();
        while (!word.compareAndSet(now, now | CLOSED)) {
            now = awaitNone();
        }
    }

    boolean isUnjoined() {
        return (word.get() & ~CLOSED & ~COUNT) != 0;
    }

    private long awaitNone() {
        long now = word.get();
        while ((now & COUNT) != 0) {
            Thread.onSpinWait();
            now = word.get();
        }
        return now;
    }
}
