package dev.curfew.bench;

import dev.curfew.bench.report.Harness;
import dev.curfew.bench.report.HarnessResult;
import dev.curfew.bench.report.Output;
import dev.curfew.bench.report.Provenance;
import dev.curfew.bench.report.Table;
import dev.curfew.bench.report.Verdict.Outcome;
import dev.curfew.wheel.Timeout;
import dev.curfew.wheel.internal.Wheel;
import dev.curfew.wheel.internal.WheelThread;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;

/**
 * Question: what does the wheel's own thread cost, in percent of a core, while a thread schedules and cancels two million
 * timeouts a second for requests of 1 ms, when nothing happens, and with 1, 20 and 1,000 requests a second?
 *
 * <p>Prediction: under 10 % of a core and some hundred wake-ups a second under load, as it takes over and lets go in bulk;
 * nothing at all when idle.
 *
 * <p>Rivals: none. Blind spot: one producer, which spins to keep its pace and so has a core; each timeout is 5 s away and
 * cancelled after 1 ms, 2,000 later ones: none ever fires. Wake-ups are counted by the JVM ({@code getWaitedCount}), cycles
 * by the clock, which the owner reads once in each and once more to park.
 *
 * <p>Run: {@code make bench-owner}
 */
public final class OwnerCost {

    private static final long PER_SECOND = 2_000_000;
    private static final int IN_FLIGHT = 2_000;
    /** The clock is asked this often for the pace: each 32 µs. */
    private static final int BURST = 64;

    private static final int[] RATES = {1, 20, 1_000};
    private static final long SECOND = 1_000_000_000L;
    private static final long TIMEOUT = 5 * SECOND;
    private static final Runnable NOTHING = () -> {};

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final CountingClock clock = new CountingClock();
    private final WheelThread wheelThread =
            new WheelThread(clock, TimerRivals.TICK, Throwable::printStackTrace, null, this::newThread, true);
    private final Wheel wheel = wheelThread.wheel();
    private final Timeout[] ring = new Timeout[IN_FLIGHT];
    private volatile Thread owner;

    /** Counts its readings by the owner. */
    private final class CountingClock implements NanoClock {
        private final AtomicLong byOwner = new AtomicLong();

        @Override
        public long nanoTime() {
            if (Thread.currentThread() == owner) {
                byOwner.lazySet(byOwner.getPlain() + 1);
            }
            return System.nanoTime();
        }
    }

    /** What the owner has used up so far. */
    private record Usage(long nanos, long cpuNanos, long wakeups, long readings) {}

    private OwnerCost() {}

    /**
     * Measures each load.
     *
     * @param args none; the system property {@code smoke} makes it short
     * @throws InterruptedException if interrupted
     * @throws IOException if the result cannot be written
     */
    public static void main(String[] args) throws InterruptedException, IOException {
        Provenance.remember();
        boolean smoke = Output.flag("smoke");
        HarnessResult result = new OwnerCost().measure(smoke);
        result.print(System.out);
    }

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "owner");
        thread.setDaemon(true);
        owner = thread;
        return thread;
    }

    private HarnessResult measure(boolean smoke) throws InterruptedException, IOException {
        HarnessResult result = new HarnessResult(
                Harness.OWNER, "What the wheel's own thread uses up, by the JVM's own account of its thread.");
        Table table = result.table("The wheel's own thread", "load", "% of core", "wake-ups/s", "readings/s", "made/s");
        wheelThread.startToStay();
        produce(smoke ? 20 : 3_000);

        Usage before = usage();
        long made = produce(smoke ? 100 : 10_000);
        add(result, table, "2,000,000 schedule + cancel a second", before, usage(), made, PER_SECOND, 10);
        result.writeSoFar();

        for (Timeout timeout : ring) {
            timeout.cancel();
        }
        TimeUnit.MILLISECONDS.sleep(smoke ? 600 : 3_000);
        before = usage();
        TimeUnit.MILLISECONDS.sleep(smoke ? 100 : 5_000);
        add(result, table, "idle, after three seconds of quiet", before, usage(), 0, 0, 0);
        for (int rate : RATES) {
            TimeUnit.MILLISECONDS.sleep(smoke ? 10 : 3_000);
            before = usage();
            long requests = trickle(rate, smoke ? 20 : 10_000);
            add(result, table, rate + " requests a second, of which none expires", before, usage(), requests, rate, 10);
        }
        TimeUnit.MILLISECONDS.sleep(100); // for the owner to come by
        result.bar("nothing pending at the end", Long.toString(wheel.pending()), wheel.pending() == 0);
        result.write();
        wheelThread.close(Long.MAX_VALUE);
        return result;
    }

    /** Each request ends when 2,000 later ones have begun. Returns how many were made. */
    private long produce(long millis) {
        long start = System.nanoTime();
        long count = millis * PER_SECOND / 1_000;
        for (long i = 0; i < count; i++) {
            if (i % BURST == 0) {
                awaitTime(start + i * (SECOND / PER_SECOND));
            }
            int slot = (int) (i % IN_FLIGHT);
            Timeout oldest = ring[slot];
            if (oldest != null) {
                oldest.cancel();
            }
            ring[slot] = wheel.schedule(System.nanoTime() + TIMEOUT, NOTHING);
        }
        return count;
    }

    /** Each request ends when the next one has begun, so that its timeout cannot take itself back. Returns how many were made. */
    private long trickle(int rate, long millis) throws InterruptedException {
        long start = System.nanoTime();
        long count = Math.max(1, millis * rate / 1_000);
        Timeout older = null;
        for (long i = 0; i < count; i++) {
            TimeUnit.NANOSECONDS.sleep(start + i * (SECOND / rate) - System.nanoTime());
            Timeout newer = wheel.schedule(System.nanoTime() + TIMEOUT, NOTHING);
            if (older != null) {
                older.cancel();
            }
            older = newer;
        }
        if (older != null) {
            older.cancel();
        }
        return count;
    }

    private static void awaitTime(long nanos) {
        while (System.nanoTime() - nanos < 0) {
            Thread.onSpinWait();
        }
    }

    private Usage usage() {
        long id = ownerId();
        return new Usage(
                System.nanoTime(),
                threads.getThreadCpuTime(id),
                threads.getThreadInfo(id).getWaitedCount(),
                clock.byOwner.get());
    }

    @SuppressWarnings("deprecation") // threadId() is of Java 19.
    private long ownerId() {
        return owner.getId();
    }

    private static void add(
            HarnessResult result,
            Table table,
            String load,
            Usage before,
            Usage after,
            long made,
            double perSecond,
            double mostPercent) {
        double nanos = after.nanos - before.nanos;
        double seconds = nanos / SECOND;
        double percent = 100 * (after.cpuNanos - before.cpuNanos) / nanos;
        table.row(
                load,
                String.format(Locale.ROOT, "%.2f", percent),
                String.format(Locale.ROOT, "%,.1f", (after.wakeups - before.wakeups) / seconds),
                String.format(Locale.ROOT, "%,.1f", (after.readings - before.readings) / seconds),
                String.format(Locale.ROOT, "%,.0f", made / seconds));
        boolean tooSlow = made / seconds < 0.9 * perSecond;
        result.bar(
                String.format(Locale.ROOT, "≤ %.0f %% of a core: %s", mostPercent, load),
                String.format(Locale.ROOT, "%.2f %%", percent) + (tooSlow ? ", but the producer was too slow" : ""),
                tooSlow ? Outcome.NOT_RESOLVABLE : percent <= mostPercent ? Outcome.MET : Outcome.MISSED);
    }
}
