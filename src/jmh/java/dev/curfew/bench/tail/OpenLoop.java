package dev.curfew.bench.tail;

import org.HdrHistogram.Histogram;

/**
 * Does a work at a fixed rate, whatever becomes of it, and measures each from when it <em>should</em> have started. A stall
 * of 10 ms is so felt by every operation that was due in it, as by the requests of a server, and not by the one alone
 * that was under way: nothing is left out in coordination with what stalls (coordinated omission), and nothing has to be
 * made up for afterwards.
 *
 * <p>It waits by spinning on the clock: a parked thread would measure how it is woken. Reading the clock is the resolution,
 * some tens of nanoseconds.
 */
final class OpenLoop {

    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_NANOS = 3_600 * SECOND;

    private final Work work;
    private final long perSecond;
    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    private long unstarted;

    OpenLoop(Work work, long perSecond) {
        this.work = work;
        this.perSecond = perSecond;
    }

    /** Takes twice the time if the rate cannot be kept. */
    void run(long nanos) {
        long giveUp = System.nanoTime() + 2 * nanos;
        long left = Math.max(1, perSecond * nanos / SECOND);
        do {
            int count = (int) Math.min(left, work.mostPrepared());
            work.prepare(count);
            burst(count, giveUp);
            left -= count;
            // Preparing takes its time, too: then there are fewer operations, and none of them is late for it.
        } while (left > 0 && System.nanoTime() - giveUp < 0);
    }

    private void burst(int count, long giveUp) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long intended = start + i * SECOND / perSecond;
            long now = awaitTime(intended);
            if (now - giveUp > 0 && intended - giveUp < 0) {
                recordUnstarted(start, i, count, now);
                return;
            }
            work.run();
            latencies.recordValue(System.nanoTime() - intended);
        }
    }

    private static long awaitTime(long nanos) {
        long now = System.nanoTime();
        while (now - nanos < 0) {
            Thread.onSpinWait();
            now = System.nanoTime();
        }
        return now;
    }

    /** Those that are overdue have waited so long already, and would longer. */
    private void recordUnstarted(long start, int first, int end, long now) {
        for (int i = first; i < end; i++) {
            long waited = now - (start + i * SECOND / perSecond);
            if (waited < 0) {
                return;
            }
            latencies.recordValue(waited);
            unstarted++;
        }
    }

    Histogram latencies() {
        return latencies;
    }

    /** How many of them were given up, and count with the time that they had waited by then. */
    long unstarted() {
        return unstarted;
    }
}
