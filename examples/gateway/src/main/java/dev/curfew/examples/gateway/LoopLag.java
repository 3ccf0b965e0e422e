package dev.curfew.examples.gateway;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.StreamSupport;

/**
 * How long an event loop takes to come to a task, as each of its connections waits. Each loop has one task under way at
 * a time, and one that does not come back counts with its age.
 *
 * <p><b>Threads:</b> that of the figures, but for the tasks.
 */
final class LoopLag {

    private final List<Probe> probes;
    private final Timings lag;

    LoopLag(Iterable<? extends Executor> loops, Timings lag) {
        this.lag = lag;
        probes =
                StreamSupport.stream(loops.spliterator(), false).map(Probe::new).toList();
    }

    void probe() {
        probes.forEach(Probe::send);
    }

    /** Of the task that has waited longest; zero if none does. */
    long waitingNanos() {
        long now = System.nanoTime();
        return probes.stream().mapToLong(probe -> probe.waitingNanos(now)).max().orElse(0);
    }

    private final class Probe implements Runnable {

        private final Executor loop;
        private volatile boolean underWay;
        private volatile long sentNanos;

        Probe(Executor loop) {
            this.loop = loop;
        }

        void send() {
            if (!underWay) {
                sentNanos = System.nanoTime();
                underWay = true;
                try {
                    loop.execute(this);
                } catch (RejectedExecutionException e) {
                    // The gateway shuts down. It stays under way: no more are sent.
                }
            }
        }

        @Override
        public void run() {
            lag.record(System.nanoTime() - sentNanos);
            underWay = false;
        }

        long waitingNanos(long now) {
            return underWay ? now - sentNanos : 0;
        }
    }
}
