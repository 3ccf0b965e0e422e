package dev.curfew.bench.probe;

import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.data.Verdict.Outcome;
import dev.curfew.bench.libraries.CurfewTimers;
import dev.curfew.bench.run.Session;
import dev.curfew.internal.wheel.TimerQueue;
import dev.curfew.internal.wheel.WheelThread;
import dev.curfew.wheel.Timeout;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;

/**
 * Question: what does the wheel's own thread cost, in percent of a core, while a thread schedules and cancels two
 * million timeouts a second for requests of 1 ms, when nothing happens, and with 1, 20 and 1,000 requests a second?
 *
 * <p>Prediction: under 10 % of a core and some hundred wake-ups a second under load, as it takes timers over and
 * releases them in bulk; nothing at all when idle.
 *
 * <p>Alternatives: none. Blind spot: one producer, which spins to keep its pace and so has a core. Each timeout is 5 s
 * away and is cancelled after 1 ms, when 2,000 later ones have been scheduled: none ever fires. The JVM counts wake-ups
 * ({@code getWaitedCount}), the clock counts cycles: the wheel thread reads it once in each and once more to park.
 */
public final class WheelThreadCost {

    private static final long PER_SECOND = 2_000_000;
    private static final int IN_FLIGHT = 2_000;
    /** The producer reads the clock once for so many timeouts: each 32 µs. */
    private static final int BURST = 64;

    private static final int[] RATES = {1, 20, 1_000};
    private static final long SECOND = 1_000_000_000L;
    private static final long TIMEOUT = 5 * SECOND;
    private static final Runnable NOTHING = () -> {};

    private final Session session;
    private final ProbeResult result =
            new ProbeResult("What the wheel's own thread uses up, by the JVM's own account of its thread.");
    private final Table table =
            result.table("The wheel's own thread", "load", "% of core", "wake-ups/s", "readings/s", "made/s");

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final CountingClock clock = new CountingClock();
    private final WheelThread wheelThread =
            new WheelThread(clock, CurfewTimers.TICK, Throwable::printStackTrace, null, this::newThread, true);
    private final TimerQueue wheel = wheelThread.queue();
    private final Timeout[] ring = new Timeout[IN_FLIGHT];
    private volatile Thread driver;

    /** Counts the readings of the wheel thread. */
    private final class CountingClock implements NanoClock {
        private final AtomicLong readings = new AtomicLong();

        @Override
        public long nanoTime() {
            if (Thread.currentThread() == driver) {
                readings.lazySet(readings.getPlain() + 1);
            }
            return System.nanoTime();
        }
    }

    /** What the wheel thread has used up so far. */
    private record Usage(long nanos, long cpuNanos, long wakeups, long readings) {}

    private WheelThreadCost(Session session) {
        this.session = session;
    }

    /** Measures each load. */
    public static void run(Session session) throws InterruptedException, IOException {
        new WheelThreadCost(session).measure(session.smoke());
    }

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "wheel");
        thread.setDaemon(true);
        driver = thread;
        return thread;
    }

    private void measure(boolean smoke) throws InterruptedException, IOException {
        wheelThread.startToStay();
        produce(smoke ? 20 : 3_000);

        Usage before = usage();
        long made = produce(smoke ? 100 : 10_000);
        add("2,000,000 schedule + cancel a second", before, usage(), made, PER_SECOND, 10);
        session.writeSoFar(Probe.WHEEL_THREAD, result);

        for (Timeout timeout : ring) {
            timeout.cancel();
        }
        TimeUnit.MILLISECONDS.sleep(smoke ? 600 : 3_000);
        before = usage();
        TimeUnit.MILLISECONDS.sleep(smoke ? 100 : 5_000);
        add("idle, after three seconds of quiet", before, usage(), 0, 0, 0);
        for (int rate : RATES) {
            TimeUnit.MILLISECONDS.sleep(smoke ? 10 : 3_000);
            before = usage();
            long requests = trickle(rate, smoke ? 20 : 10_000);
            add(rate + " requests a second, of which none expires", before, usage(), requests, rate, 10);
        }
        TimeUnit.MILLISECONDS.sleep(100); // The wheel thread has a cycle meanwhile.
        result.target(
                Probe.WHEEL_THREAD, "nothing pending at the end", Long.toString(wheel.pending()), wheel.pending() == 0);
        session.write(Probe.WHEEL_THREAD, result);
        wheelThread.close(Long.MAX_VALUE);
        result.print(System.out);
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

    /**
     * Each request ends when the next one has begun, so that its timeout cannot take itself back. Returns how many were
     * made.
     */
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
        long id = driverId();
        return new Usage(
                System.nanoTime(),
                threads.getThreadCpuTime(id),
                threads.getThreadInfo(id).getWaitedCount(),
                clock.readings.get());
    }

    @SuppressWarnings("deprecation") // The other name, threadId(), is of Java 19.
    private long driverId() {
        return driver.getId();
    }

    private void add(String load, Usage before, Usage after, long made, double perSecond, double mostPercent) {
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
        result.target(
                Probe.WHEEL_THREAD,
                String.format(Locale.ROOT, "≤ %.0f %% of a core: %s", mostPercent, load),
                String.format(Locale.ROOT, "%.2f %%", percent) + (tooSlow ? ", but the producer was too slow" : ""),
                tooSlow ? Outcome.UNCLEAR : Outcome.of(percent <= mostPercent));
    }
}
