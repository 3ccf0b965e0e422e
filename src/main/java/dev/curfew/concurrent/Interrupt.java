package dev.curfew.concurrent;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * An interrupt of one thread, sent at most once, by the thread that ends a context.
 *
 * <pre>
 *   OPEN ──▶ SENDING ──▶ SENT     the thread's flag was clear
 *     │              └─▶ MERGED   the flag was set: this interrupt and the one before are one
 *     └────▶ WITHDRAWN            never sent
 * </pre>
 *
 * <ul>
 *   <li>Y1: The CAS that leaves OPEN decides whether the interrupt is sent.
 *   <li>Y2: SENDING ends before {@link #happened} or {@link #withdraw} returns. So after either, this interrupt is
 *       either in the flag already, or will never be.
 *   <li>Y3: The flag is read after the CAS to SENDING. So a thread that clears the flag and then finds OPEN knows that
 *       this interrupt has not been merged with what it has cleared.
 * </ul>
 *
 * Merging loses nothing: an interrupt of a thread whose flag is set changes nothing, and the thread takes the flag
 * later than this object has read it.
 */
final class Interrupt implements Runnable {

    private static final int OPEN = 0;
    private static final int SENDING = 1;
    private static final int SENT = 2;
    private static final int MERGED = 3;
    private static final int WITHDRAWN = 4;

    /** Not a VarHandle, whose first use links code, which may fail for good at the end of a stack. */
    private static final AtomicIntegerFieldUpdater<Interrupt> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Interrupt.class, "state");

    private static final int SPINS = 100;

    private final Thread thread;
    private volatile int state;

    Interrupt(Thread thread) {
        this.thread = thread;
    }

    /** Sends it, unless it was withdrawn. */
    @Override
    public void run() {
        if (!STATE.compareAndSet(this, OPEN, SENDING)) {
            return;
        }
        int reached = SENT;
        try {
            if (thread.isInterrupted()) {
                reached = MERGED;
            } else {
                thread.interrupt();
            }
        } finally {
            state = reached; // a store, which needs no room on the stack
        }
    }

    /** Takes it back unless it was sent. */
    void withdraw() {
        if (!STATE.compareAndSet(this, OPEN, WITHDRAWN)) {
            settled();
        }
    }

    /** Whether it was sent. */
    boolean happened() {
        int settled = settled();
        return settled == SENT || settled == MERGED;
    }

    /** Whether it was sent, and set a flag that was clear. */
    boolean isSent() {
        return settled() == SENT;
    }

    /** Whether the calling thread is the one to interrupt. */
    boolean isForCurrentThread() {
        return thread == Thread.currentThread();
    }

    /** The state once it is not SENDING: waits for the few instructions of {@link #run}. */
    @SuppressWarnings(
            "ThreadPriorityCheck") // The sender may need this processor. A thread with its flag set cannot park.
    private int settled() {
        int settled = state;
        for (int spins = 0; settled == SENDING; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
            settled = state;
        }
        return settled;
    }
}
