package dev.curfew.kit;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong in the library on purpose: no memory for a moment, and threads that are stopped. See {@link FailingLoader}. */
public final class Faults {

    private static final int DISARMED = Integer.MIN_VALUE;
    private static final AtomicInteger LEFT = new AtomicInteger(DISARMED);

    private static volatile int failsOneIn;
    private static volatile int stopsOneIn;
    private static volatile long mostStopNanos;

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

    /** At random: one allocation in so many fails, and one step in so many stops its thread for a while; 0 for none. */
    public static void atRandom(int failing, int stopping, long mostNanos) {
        failsOneIn = failing;
        mostStopNanos = mostNanos;
        stopsOneIn = stopping;
    }

    private static boolean strikes(int oneIn) {
        return oneIn > 0 && ThreadLocalRandom.current().nextInt(oneIn) == 0;
    }

    /** Called by the rewritten library. */
    public static void allocation() {
        boolean counted = LEFT.get() != DISARMED && LEFT.decrementAndGet() == 0;
        if (counted || strikes(failsOneIn)) {
            throw new OutOfMemoryError("meant to be thrown");
        }
    }

    /** Called by the rewritten library. */
    public static void step() {
        if (strikes(stopsOneIn)) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(mostStopNanos));
        }
    }
}
