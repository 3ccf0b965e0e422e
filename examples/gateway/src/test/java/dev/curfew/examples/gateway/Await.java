package dev.curfew.examples.gateway;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what has to happen: not for ever, and never for a time that has to pass. The patience is that of a busy
 * machine, where a JVM may take a minute to start.
 */
final class Await {

    static final int PATIENCE_SECONDS = 120;

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(500_000);
        }
    }

    static <T> T next(String what, BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("never: " + what);
        }
        return next;
    }
}
