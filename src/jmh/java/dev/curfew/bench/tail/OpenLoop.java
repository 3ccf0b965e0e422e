package dev.curfew.bench.tail;

import org.HdrHistogram.Histogram;

/**
 * Does a work at a fixed rate and measures each operation from when it <em>should</em> have started. A stall of 10 ms
 * counts for every operation that was due in it, as it does for the requests of a server, and not only for the one that
 * was under way: nothing is left out in coordination with what stalls (coordinated omission), and nothing has to be
 * corrected afterwards.
 *
 * <p>The loop goes by windows of a millisecond of the schedule. After each it asks whether the kernel has taken the
 * processor from this thread, and how long the thread waited to get it back. The operations of such a disturbed window
 * are counted apart, and the clock of the schedule stands still for as long as the wait was: the operations of later
 * windows are not late because of it. So the undisturbed windows show what the library does to a thread that has a
 * processor. Waits for locks and for collections of garbage are part of that. A lock that holds the thread up for 100 ms has a
 * hundred late windows, of which the kernel disturbs some. Three things are biased, mostly in favour of locks:
 *
 * <ul>
 *   <li>A window takes longer if the library stalls, so it is more often disturbed, and the operation that stalls is
 *       counted apart. Those that become late behind it are not.
 *   <li>A thread that spins for a lock uses up its slice of time, and the kernel takes the processor from it
 *       <em>because</em> it spins. That wait is forgiven, too.
 *   <li>In a disturbed window, the waits of a thread that had blocked for a lock and was woken are forgiven as well.
 * </ul>
 *
 * <p>Interrupts, what a hypervisor takes, and safepoints, for which the thread blocks, are no switches, and stay in the
 * undisturbed windows. A switch while the loop asks disturbs a window without an operation in it, and makes the clock
 * stand still twice.
 *
 * <p>The clock of the schedule also stands still while the loop asks, and while a work is prepared: an operation that
 * was late before is as late after it. So neither delays an operation, and a backlog is carried from window to window.
 * The first operation of each window is not recorded, because it finds the caches as the kernel left them.
 *
 * <p>The loop waits by spinning on the clock: a parked thread would measure how it is woken. The resolution is one
 * reading of the clock, some tens of nanoseconds.
 */
final class OpenLoop {

    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_NANOS = 3_600 * SECOND;
    private static final long WINDOWS_PER_SECOND = 1_000;

    private final Work work;
    private final long perSecond;
    private final Switches switches;
    private final Histogram undisturbed = new Histogram(LONGEST_NANOS, 3);
    private final Histogram disturbed = new Histogram(LONGEST_NANOS, 3);
    /** Of the window under way. */
    private final long[] latencies;

    private long lastCount;
    private long lastWaitNanos;

    private long windows;
    private long disturbedWindows;
    private long takenNanos;
    private long unstarted;

    /** @param switches of the thread that will call {@link #run} */
    OpenLoop(Work work, long perSecond, Switches switches) {
        this.work = work;
        this.perSecond = perSecond;
        this.switches = switches;
        latencies = new long[(int) Math.max(1, perSecond / WINDOWS_PER_SECOND)];
    }

    /** Takes twice the time if the rate cannot be kept. */
    void run(long nanos) {
        lastCount = switches.count();
        lastWaitNanos = switches.waitNanos();
        long due = System.nanoTime();
        long giveUp = due + 2 * nanos;
        long left = Math.max(1, perSecond * nanos / SECOND);
        while (left > 0 && System.nanoTime() - giveUp < 0) {
            int count = (int) Math.min(left, latencies.length);
            due += prepare(count);
            int done = doWindow(count, due, giveUp);
            due += done * SECOND / perSecond;
            left -= done;
            due += record(done);
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
    private int doWindow(int count, long due, long giveUp) {
        for (int i = 0; i < count; i++) {
            long intended = due + i * SECOND / perSecond;
            if (awaitTime(intended) - giveUp > 0) {
                return i;
            }
            work.run();
            latencies[i] = System.nanoTime() - intended;
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

    /** Records the operations of a window. Returns how long it took, and for how long the window had no processor. */
    private long record(int done) {
        long start = System.nanoTime();
        long count = switches.count();
        long waitNanos = switches.waitNanos();
        boolean isDisturbed = count != lastCount;
        long taken = isDisturbed ? waitNanos - lastWaitNanos : 0;
        lastCount = count;
        lastWaitNanos = waitNanos;
        Histogram histogram = isDisturbed ? disturbed : undisturbed;
        for (int i = 1; i < done; i++) {
            histogram.recordValue(latencies[i]);
        }
        windows++;
        disturbedWindows += isDisturbed ? 1 : 0;
        takenNanos += taken;
        return System.nanoTime() - start + taken;
    }

    /** Records the time that overdue operations have waited already. They would have waited longer. */
    private void recordUnstarted(long due, long left) {
        long now = System.nanoTime();
        for (long i = 0; i < left; i++) {
            long waited = now - (due + i * SECOND / perSecond);
            if (waited < 0) {
                return;
            }
            undisturbed.recordValue(waited);
            unstarted++;
        }
    }

    Histogram undisturbed() {
        return undisturbed;
    }

    Histogram disturbed() {
        return disturbed;
    }

    long windows() {
        return windows;
    }

    long disturbedWindows() {
        return disturbedWindows;
    }

    /** For how long the kernel had taken the processor. */
    long takenNanos() {
        return takenNanos;
    }

    /** How many operations were given up. They count with the time that they had waited by then. */
    long unstarted() {
        return unstarted;
    }
}
