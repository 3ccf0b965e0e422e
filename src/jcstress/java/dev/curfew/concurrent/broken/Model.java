package dev.curfew.concurrent.broken;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A task and its group, in short: the state of the task, the count of tasks, and one thread that joins. */
final class Model {

    private static final int WAITING = 0;
    static final int BEGUN = 1;
    static final int DROPPED = 2;

    final AtomicInteger count = new AtomicInteger();
    private final Flaw flaw;
    private final AtomicInteger phase = new AtomicInteger(WAITING);
    private volatile Thread joiner;
    int runs;

    Model(Flaw flaw) {
        this.flaw = flaw;
    }

    void fork() {
        count(1);
    }

    void begin() {
        if (take(BEGUN)) {
            runs++;
            leave();
        }
    }

    void end() {
        if (take(DROPPED)) {
            leave();
        }
    }

    private boolean take(int next) {
        if (Flaw.BEGIN_WITHOUT_CAS.in(flaw)) {
            if (phase.get() != WAITING) {
                return false;
            }
            phase.set(next);
            return true;
        }
        return phase.compareAndSet(WAITING, next);
    }

    private int count(int by) {
        if (Flaw.COUNT_WITHOUT_CAS.in(flaw)) {
            int next = count.get() + by;
            count.set(next);
            return next;
        }
        return count.addAndGet(by);
    }

    void leave() {
        if (count(-1) == 0) {
            Thread waiting = joiner;
            if (waiting != null) {
                LockSupport.unpark(waiting);
            }
        }
    }

    void join() {
        if (Flaw.LOOK_BEFORE_ANNOUNCE.in(flaw)) {
            if (count.get() != 0) {
                for (int i = 0; i < 10_000 && count.get() != 0; i++) {
                    Thread.onSpinWait(); // A wider window, in which the last return mostly comes.
                }
                joiner = Thread.currentThread();
                LockSupport.park(this);
            }
            return;
        }
        joiner = Thread.currentThread();
        while (count.get() != 0) {
            LockSupport.park(this);
        }
    }

    @Override
    public String toString() {
        return (phase.get() == DROPPED ? "CANCELLED" : "SUCCESS")
                + (count.get() == 0 ? " settled" : " counted " + count.get());
    }
}
