package dev.curfew.jdk.broken;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The cancels of a call in short: the state, and the thread that closes. */
final class StatementModel {

    private static final int OPEN = 0;
    private static final int CANCELLING = 1;
    private static final int CLOSING = 2;
    private static final int OVER = 3;

    final AtomicInteger cancels = new AtomicInteger();
    volatile boolean begun;
    volatile String fault = "in time";

    private final Flaw flaw;
    private final int spins;
    private final AtomicInteger state = new AtomicInteger(OPEN);
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean isClosed;
    private volatile @Nullable Thread closing;

    StatementModel(Flaw flaw, int spins) {
        this.flaw = flaw;
        this.spins = spins;
    }

    void cancel() {
        if (Flaw.BEGIN_WITHOUT_CAS.in(flaw)) {
            if (state.get() != OPEN) {
                return;
            }
            state.set(CANCELLING);
        } else if (!state.compareAndSet(OPEN, CANCELLING)) {
            return;
        }
        cancelStatement();
        if (!state.compareAndSet(CANCELLING, OPEN)) {
            Thread waiting = closing;
            state.set(OVER);
            LockSupport.unpark(waiting);
        }
    }

    private void cancelStatement() {
        cancels.incrementAndGet();
        if (inside.incrementAndGet() != 1) {
            fault = "two at a time";
        }
        begun = true;
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
        if (isClosed) {
            fault = "late";
        }
        inside.decrementAndGet();
    }

    void close() {
        closing = Thread.currentThread();
        while (!state.compareAndSet(OPEN, OVER)) {
            if (state.compareAndSet(CANCELLING, CLOSING)) {
                awaitOver();
                break;
            }
        }
        isClosed = true;
    }

    private void awaitOver() {
        if (Flaw.CLOSE_WITHOUT_WAIT.in(flaw)) {
            return;
        }
        while (state.get() != OVER) {
            LockSupport.park(this);
        }
    }
}
