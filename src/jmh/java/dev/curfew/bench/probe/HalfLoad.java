package dev.curfew.bench.probe;

import java.util.concurrent.locks.LockSupport;

/** Threads, one for each processor, that work for half a millisecond and park for half a millisecond, in turn. */
final class HalfLoad {

    private static final long TURN_NANOS = 500_000;

    private volatile boolean stopped;

    HalfLoad() {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(this::work, "load-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void work() {
        while (!stopped) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < TURN_NANOS) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(TURN_NANOS);
        }
    }

    /** They end within a turn. */
    void stop() {
        stopped = true;
    }
}
