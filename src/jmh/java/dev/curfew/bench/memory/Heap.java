package dev.curfew.bench.memory;

import java.util.concurrent.TimeUnit;

/** The heap of this JVM, less its garbage. */
final class Heap {

    static final long MEBIBYTE = 1L << 20;

    private static final double MOST_IN_USE = 0.7;

    private static final int COLLECTIONS = 5;
    /** Time for the thread of a timer to drop what was cancelled, and for queues of cleaners to empty. */
    private static final long PAUSE_MILLIS = 60;

    private Heap() {}

    /** Bytes in use after several collections: the least seen, because all else that the JVM does only adds to it. */
    static long bytesInUse() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            least = Math.min(least, usedBytes());
        }
        return least;
    }

    /** Whether the next few thousand contexts may not fit, even after a collection. */
    static boolean isFull() {
        double most = MOST_IN_USE * Runtime.getRuntime().maxMemory();
        if (usedBytes() < most) {
            return false;
        }
        System.gc();
        return usedBytes() > most;
    }

    /** With garbage. */
    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
