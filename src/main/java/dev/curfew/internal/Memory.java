package dev.curfew.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * Repeats an end that found no memory and that no other call would repeat, because a foreign {@code Done}, or a timer,
 * fires only once.
 */
public final class Memory {

    private static final int MAX_TRIES = 1_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private Memory() {}

    /** Waits after a failed try. Throws the failure of the last of {@value #MAX_TRIES} tries, after about a second. */
    public static void await(int tries, OutOfMemoryError failure) {
        if (tries == MAX_TRIES) {
            throw failure;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
