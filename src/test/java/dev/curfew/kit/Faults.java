package dev.curfew.kit;

import java.util.concurrent.atomic.AtomicInteger;

/** Has one allocation of the library fail, as if the heap were full for a moment. See {@link FailingLoader}. */
public final class Faults {

    private static final int DISARMED = Integer.MIN_VALUE;
    private static final AtomicInteger LEFT = new AtomicInteger(DISARMED);

    private Faults() {}

    /** The n-th allocation from now on fails, from 1; on any thread. */
    public static void failAt(int allocation) {
        LEFT.set(allocation);
    }

    /** Returns whether an allocation has failed. */
    public static boolean disarm() {
        int left = LEFT.getAndSet(DISARMED);
        return left != DISARMED && left <= 0;
    }

    /** Called by the rewritten library. */
    public static void allocation() {
        if (LEFT.get() != DISARMED && LEFT.decrementAndGet() == 0) {
            throw new OutOfMemoryError("meant to be thrown");
        }
    }
}
