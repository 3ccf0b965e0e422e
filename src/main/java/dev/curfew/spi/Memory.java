package dev.curfew.spi;

import java.util.concurrent.locks.LockSupport;

/** For an end that nobody will ask for again, as a foreign signal brings it once: it is tried again while there is no memory. */
public final class Memory {

    private static final int MOST_TRIES = 1_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private Memory() {}

    /** After an end has failed for so many times. Throws what it failed with when a second or so has passed. */
    public static void await(int tries, OutOfMemoryError failure) {
        if (tries == MOST_TRIES) {
            throw failure;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
