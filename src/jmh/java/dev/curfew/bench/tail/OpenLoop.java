package dev.curfew.bench.tail;

import org.HdrHistogram.Histogram;

/**
 * Does a work at a fixed rate and measures each operation from when it <em>should</em> have started. A stall of 10 ms
 * counts for every operation that was due in it, as it does for the requests of a server, and not only for the one that
 * was under way: nothing is left out in coordination with what stalls (coordinated omission), and nothing has to be
 * corrected afterwards.
 *
 * <p>The clock of the schedule stands still while a work is prepared: an operation that was late before is as late
 * after it. So preparing delays no operation, and a backlog is carried from burst to burst.
 *
 * <p>The loop waits by spinning on the clock: a parked thread would measure how it is woken. The resolution is one
 * reading of the clock, some tens of nanoseconds.
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
        long due = System.nanoTime();
        long giveUp = due + 2 * nanos;
        long left = Math.max(1, perSecond * nanos / SECOND);
        while (left > 0 && System.nanoTime() - giveUp < 0) {
            int count = (int) Math.min(left, work.mostPrepared());
            due += prepare(count);
            int done = burst(count, due, giveUp);
            due += done * SECOND / perSecond;
            left -= done;
        }
        recordUnstarted(due, left);
    }

    /** Returns how long it took. */
    private long prepare(int count) {
        long start = System.nanoTime();
        work.prepare(count);
        return System.nanoTime() - start;
    }

    /** Returns how many were done until it gave up. */
    private int burst(int count, long due, long giveUp) {
        for (int i = 0; i < count; i++) {
            long intended = due + i * SECOND / perSecond;
            if (awaitTime(intended) - giveUp > 0) {
                return i;
            }
            work.run();
            latencies.recordValue(System.nanoTime() - intended);
        }
        return count;
    }

    private static long awaitTime(long nanos) {
        long now = System.nanoTime();
        while (now - nanos < 0) {
            Thread.onSpinWait();
            now = System.nanoTime();
        }
        return now;
    }

    /** Records the time that overdue operations have waited already. They would have waited longer. */
    private void recordUnstarted(long due, long left) {
        long now = System.nanoTime();
        for (long i = 0; i < left; i++) {
            long waited = now - (due + i * SECOND / perSecond);
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

    /** How many operations were given up. They count with the time that they had waited by then. */
    long unstarted() {
        return unstarted;
    }
}
