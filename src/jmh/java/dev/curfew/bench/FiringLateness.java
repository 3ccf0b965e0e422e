package dev.curfew.bench;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.bench.report.Harness;
import dev.curfew.bench.report.HarnessResult;
import dev.curfew.bench.report.Output;
import dev.curfew.bench.report.Provenance;
import dev.curfew.bench.report.Table;
import dev.curfew.bench.report.Verdict.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * Question: how late does a context end after its deadline, and after the tick in which that deadline falls, by the
 * runtime's own thread, parked or spinning, and by a thread of the caller's that spins?
 *
 * <p>Prediction: from the deadline, half a tick in the mean; from the due tick, what it takes to wake a thread, some 50 µs,
 * or one turn of a loop for an owner that spins. Never early.
 *
 * <p>Rivals: none, but a control: a bare park, just before each owner. Blind spot: 500 deadlines a second, so two rarely
 * fall due at once; the end is noted by an action, which is one reading of the clock late. On two cores a spinning owner has one for itself only if nothing else runs.
 *
 * <p>Run: {@code make bench-lateness}
 */
public final class FiringLateness {

    private static final int PER_SECOND = 500;
    private static final long MILLISECOND = 1_000_000;
    private static final int[] TICK_SHIFTS = {20, 16};
    private static final int MOST_MILLIS_AHEAD = 20;
    /** Of a runtime's default tick. */
    private static final int DEFAULT_SHIFT = 16;
    /** Three minutes. */
    private static final long LEAST_STANDING = 180_000_000_000L;

    private enum Owner {
        /** The default: a thread of the runtime that parks. */
        PARKED(100_000),
        /** A thread of the runtime that spins. */
        SPINNING(20_000),
        /** A thread of the caller that spins around its agents. */
        CALLER(20_000),
        /** One that spins, with a million timeouts of up to an hour that stand meanwhile; long enough for each cascade. */
        STANDING(2_000_000),
        /** The executor of the mutex core, which has no ticks. */
        MUTEX(Long.MAX_VALUE);

        /** What 99 % are to stay under, from the due tick. */
        private final long barNanos;

        Owner(long barNanos) {
            this.barNanos = barNanos;
        }
    }

    /** Remembers its first reading, which is the one that the wheel takes as the beginning of its first tick. */
    private static final class OriginClock implements NanoClock {
        private volatile long origin;
        private volatile boolean read;

        @Override
        public long nanoTime() {
            long now = System.nanoTime();
            if (!read) {
                origin = now;
                read = true;
            }
            return now;
        }
    }

    private static final List<Owner> BY_TICK = List.of(Owner.PARKED, Owner.SPINNING, Owner.CALLER);

    private final Owner owner;
    private final int shift;
    private final OriginClock clock = new OriginClock();
    private final ContextRuntime runtime;
    /** Guarded by this. */
    private final Histogram fromDeadline = new Histogram(3);

    private final Histogram fromTick = new Histogram(3);
    private boolean recording;
    private int early;
    private volatile boolean stopped;

    private FiringLateness(Owner owner, int shift) {
        this.owner = owner;
        this.shift = shift;
        runtime = runtimeOf(owner);
    }

    private ContextRuntime runtimeOf(Owner owner) {
        ContextRuntime.Builder builder = ContextRuntime.builder();
        if (owner == Owner.MUTEX) {
            return builder.core(ContextRuntime.Core.MUTEX).build();
        }
        builder.core(ContextRuntime.Core.LOCK_FREE).clock(clock).tick(Duration.ofNanos(1L << shift));
        return switch (owner) {
            case SPINNING, STANDING ->
                builder.idleStrategy(BusySpinIdleStrategy.INSTANCE).build();
            case CALLER -> builder.callerDriven().build();
            default -> builder.build();
        };
    }

    /**
     * Measures each owner with each tick, and whether it meets the bar.
     *
     * @param args none; the system property {@code smoke} makes it short
     * @throws InterruptedException if interrupted
     * @throws IOException if the result cannot be written
     */
    public static void main(String[] args) throws InterruptedException, IOException {
        Provenance.remember();
        boolean smoke = Output.flag("smoke");
        HarnessResult result = new HarnessResult(
                Harness.LATENESS,
                String.format(
                        "Deadlines, %d a second, 1 to %d ms ahead: how many µs late they ended a context.",
                        PER_SECOND, MOST_MILLIS_AHEAD));
        Table table = result.table(
                "µs late", "owner", "tick", "from the", "ended", "p50", "p90", "p99", "p99.9", "max", "early");
        for (int shift : TICK_SHIFTS) {
            for (Owner owner : BY_TICK) {
                Histogram park = barePark(smoke ? 10 : 3_000);
                table.row(row("bare park", "", "its end", park, 0));
                FiringLateness lateness = measured(owner, shift, smoke, 20_000);
                lateness.addTo(result, table, park);
                result.writeSoFar();
            }
        }
        FiringLateness standing = measured(Owner.STANDING, DEFAULT_SHIFT, smoke, 160_000);
        standing.addTo(result, table, barePark(smoke ? 10 : 3_000));
        FiringLateness mutex = measured(Owner.MUTEX, DEFAULT_SHIFT, smoke, 20_000);
        FiringLateness parked = measured(Owner.PARKED, DEFAULT_SHIFT, smoke, 20_000);
        table.row(row("mutex core", "none", "deadline", mutex.fromDeadline, mutex.early));
        table.row(row("default", parked.tick(), "deadline", parked.fromDeadline, parked.early));
        for (int percentile : new int[] {50, 99}) {
            long ours = parked.fromDeadline.getValueAtPercentile(percentile);
            long ports = mutex.fromDeadline.getValueAtPercentile(percentile);
            result.bar(
                    "default settings: p" + percentile + " no later than on the mutex core",
                    micros(ours) + ", mutex " + micros(ports),
                    ours <= ports);
        }
        result.write();
        result.print(System.out);
    }

    private static FiringLateness measured(Owner owner, int shift, boolean smoke, long millis)
            throws InterruptedException {
        FiringLateness lateness = new FiringLateness(owner, shift);
        System.out.println("measuring " + lateness.name() + ", tick " + lateness.tick());
        if (owner == Owner.STANDING) {
            lateness.stand(smoke ? 1_000 : 1_000_000);
        }
        lateness.run(smoke ? 10 : 2_000, smoke ? 100 : millis);
        return lateness;
    }

    /** Timeouts that do not end meanwhile. */
    private void stand(int count) {
        Random random = new Random(20_261_127);
        long now = clock.nanoTime();
        for (int i = 0; i < count; i++) {
            runtime.background()
                    .withDeadlineNanos(now + LEAST_STANDING + (long) (random.nextDouble() * 3_400_000_000_000.0));
        }
    }

    /** The control: how late this machine, in these seconds, wakes a thread that does nothing else but park. */
    private static Histogram barePark(int times) {
        Histogram late = new Histogram(3);
        for (int i = 0; i < times; i++) {
            long nanos = MILLISECOND + i % 7 * 100_000L;
            long start = System.nanoTime();
            LockSupport.parkNanos(nanos);
            late.recordValue(Math.max(0, System.nanoTime() - start - nanos));
        }
        return late;
    }

    private void run(long warmupMillis, long millis) throws InterruptedException {
        Thread driver = new Thread(this::drive, "owner");
        if (owner == Owner.CALLER) {
            driver.start();
        }
        armFor(warmupMillis);
        synchronized (this) {
            recording = true;
        }
        armFor(millis);
        TimeUnit.MILLISECONDS.sleep(3 * MOST_MILLIS_AHEAD);
        stopped = true;
        driver.join();
        runtime.close();
    }

    private void drive() {
        AgentInvoker invoker = new AgentInvoker(Throwable::printStackTrace, null, runtime.agent());
        invoker.start();
        while (!stopped) {
            invoker.invoke();
        }
    }

    /** At times of a fixed rate; that they are kept badly matters to no deadline, which is measured from itself. */
    private void armFor(long millis) {
        Random random = new Random(20_260_105);
        long start = System.nanoTime();
        long count = millis * PER_SECOND / 1_000;
        for (long i = 0; i < count; i++) {
            long due = start + i * (1_000_000_000L / PER_SECOND);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            arm(clock.nanoTime() + MILLISECOND + random.nextInt((MOST_MILLIS_AHEAD - 1) * (int) MILLISECOND));
        }
    }

    private void arm(long deadlineNanos) {
        CancelContext context = runtime.background().withDeadlineNanos(deadlineNanos);
        context.onDone(() -> ended(deadlineNanos, System.nanoTime()));
    }

    private synchronized void ended(long deadlineNanos, long nowNanos) {
        if (!recording) {
            return;
        }
        if (nowNanos - deadlineNanos < 0) {
            early++;
        }
        fromDeadline.recordValue(Math.max(0, nowNanos - deadlineNanos));
        fromTick.recordValue(Math.max(0, nowNanos - dueTickNanos(deadlineNanos)));
    }

    /** When the first tick begins that does not begin before the deadline. */
    private long dueTickNanos(long deadlineNanos) {
        long time = deadlineNanos - clock.origin;
        return clock.origin + (time + (1L << shift) - 1 >> shift << shift);
    }

    private String name() {
        return owner.name().toLowerCase(Locale.ROOT);
    }

    private String tick() {
        return "2^" + shift + " ns";
    }

    private synchronized void addTo(HarnessResult result, Table table, Histogram park) {
        table.row(row(name(), tick(), "deadline", fromDeadline, early));
        table.row(row(name(), tick(), "due tick", fromTick, early));
        long p99 = fromTick.getValueAtPercentile(99);
        result.bar(
                String.format("%s, tick %s: p99 < %d µs from the due tick", name(), tick(), owner.barNanos / 1_000),
                micros(p99) + ", a bare park " + micros(park.getValueAtPercentile(99)),
                outcome(p99, park));
        result.bar(name() + ", tick " + tick() + ": never early", early + " early", early == 0);
    }

    /** A parked owner cannot be punctual where no parked thread is; but neither much less so. */
    private Outcome outcome(long p99, Histogram park) {
        if (p99 < owner.barNanos) {
            return Outcome.MET;
        }
        long control = park.getValueAtPercentile(99);
        boolean excused = owner == Owner.PARKED && control >= owner.barNanos && p99 <= 2 * control;
        return excused ? Outcome.NOT_RESOLVABLE : Outcome.MISSED;
    }

    private static String[] row(String owner, String tick, String from, Histogram late, long early) {
        return new String[] {
            owner,
            tick,
            from,
            String.format(Locale.ROOT, "%,d", late.getTotalCount()),
            micros(late.getValueAtPercentile(50)),
            micros(late.getValueAtPercentile(90)),
            micros(late.getValueAtPercentile(99)),
            micros(late.getValueAtPercentile(99.9)),
            micros(late.getMaxValue()),
            Long.toString(early)
        };
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%,.1f", nanos / 1_000.0);
    }
}
