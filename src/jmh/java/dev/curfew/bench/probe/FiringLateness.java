package dev.curfew.bench.probe;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.data.Verdict.Outcome;
import dev.curfew.bench.run.Session;
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
 * Question: how late does a context end after its deadline, and after the tick in which that deadline falls? The wheel
 * thread is the runtime's own, parked or spinning, or a thread of the caller that spins.
 *
 * <p>Prediction: from the deadline, half a tick in the mean. From the due tick, what it takes to wake a thread, some 50
 * µs, or one turn of a loop for a wheel thread that spins. Never early.
 *
 * <p>Alternatives: none, but a control: a bare park, just before each wheel thread. Blind spot: 500 deadlines a second,
 * so two rarely fall due at once. An action notes the end, one reading of the clock late. On two cores a spinning wheel
 * thread has a core for itself only if nothing else runs.
 */
public final class FiringLateness {

    private static final int PER_SECOND = 500;
    private static final long MILLISECOND = 1_000_000;
    private static final int[] TICK_SHIFTS = {20, 16};
    private static final int MOST_MILLIS_AHEAD = 20;
    /** Of a runtime's default tick. */
    private static final int DEFAULT_SHIFT = 16;

    private enum WheelThread {
        /** The default: a thread of the runtime that parks. */
        PARKED(100_000),
        /** A thread of the runtime that spins. */
        SPINNING(20_000),
        /** A thread of the caller that spins around its agents. */
        CALLER(20_000),
        /** The executor of the mutex core, which has no ticks. */
        MUTEX(Long.MAX_VALUE);

        /** What 99 % are to stay under, from the due tick. */
        private final long targetNanos;

        WheelThread(long targetNanos) {
            this.targetNanos = targetNanos;
        }
    }

    /** Stands still until the runtime is made, so a tick of the wheel begins at {@code origin}. */
    private static final class OriginClock implements NanoClock {
        private final long origin = System.nanoTime();
        private volatile boolean goesOn;

        @Override
        public long nanoTime() {
            return goesOn ? System.nanoTime() : origin;
        }
    }

    private static final List<WheelThread> BY_TICK =
            List.of(WheelThread.PARKED, WheelThread.SPINNING, WheelThread.CALLER);

    private final WheelThread wheelThread;
    private final int shift;
    private final OriginClock clock = new OriginClock();
    private final ContextRuntime runtime;
    /** Guarded by this. */
    private final Histogram fromDeadline = new Histogram(3);

    private final Histogram fromTick = new Histogram(3);
    private boolean recording;
    private int early;
    private volatile boolean stopped;

    private FiringLateness(WheelThread wheelThread, int shift) {
        this.wheelThread = wheelThread;
        this.shift = shift;
        runtime = makeRuntime();
        clock.goesOn = true;
    }

    private ContextRuntime makeRuntime() {
        ContextRuntime.Builder builder = ContextRuntime.builder();
        if (wheelThread == WheelThread.MUTEX) {
            return builder.core(ContextRuntime.Core.MUTEX).build();
        }
        builder.core(ContextRuntime.Core.LOCK_FREE).clock(clock).tick(Duration.ofNanos(1L << shift));
        return switch (wheelThread) {
            case SPINNING -> builder.idleStrategy(BusySpinIdleStrategy.INSTANCE).build();
            case CALLER -> builder.callerDriven().build();
            default -> builder.build();
        };
    }

    /** Measures each wheel thread with each tick, and whether it meets its target. */
    public static void run(Session session) throws InterruptedException, IOException {
        boolean smoke = session.smoke();
        ProbeResult result = new ProbeResult(String.format(
                "Deadlines, %d a second, 1 to %d ms ahead: how many µs late they ended a context.",
                PER_SECOND, MOST_MILLIS_AHEAD));
        Table table = result.table(
                "µs late", "wheel thread", "tick", "from the", "ended", "p50", "p90", "p99", "p99.9", "max", "early");
        for (int shift : TICK_SHIFTS) {
            for (WheelThread wheelThread : BY_TICK) {
                Histogram park = barePark(smoke ? 10 : 3_000);
                table.row(row("bare park", "", "its end", park, 0));
                FiringLateness lateness = measured(wheelThread, shift, smoke);
                lateness.addTo(result, table, park);
                session.writeSoFar(Probe.LATENESS, result);
            }
        }
        new DropInLateness("", smoke).addTo(result, table);
        HalfLoad load = new HalfLoad();
        new DropInLateness(", processors half busy", smoke).addTo(result, table);
        load.stop();
        session.write(Probe.LATENESS, result);
        result.print(System.out);
    }

    private static FiringLateness measured(WheelThread wheelThread, int shift, boolean smoke)
            throws InterruptedException {
        FiringLateness lateness = new FiringLateness(wheelThread, shift);
        System.out.println("measuring " + lateness.name() + ", tick " + lateness.tick());
        lateness.run(smoke ? 10 : 2_000, smoke ? 100 : 20_000);
        return lateness;
    }

    /** With default settings, but for the clock. */
    static FiringLateness ofDefaults(ContextRuntime.Core core, long warmupMillis, long millis)
            throws InterruptedException {
        boolean mutex = core == ContextRuntime.Core.MUTEX;
        FiringLateness lateness = new FiringLateness(mutex ? WheelThread.MUTEX : WheelThread.PARKED, DEFAULT_SHIFT);
        lateness.run(warmupMillis, millis);
        return lateness;
    }

    /** How late each context ended after its deadline. Nothing is added any more: the runtime is closed. */
    synchronized Histogram fromDeadline() {
        return fromDeadline;
    }

    synchronized int early() {
        return early;
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
        Thread driver = new Thread(this::drive, "wheel");
        if (wheelThread == WheelThread.CALLER) {
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

    /** At a fixed rate. A deadline is measured from itself, so it does not matter that this thread is late at times. */
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
        return wheelThread.name().toLowerCase(Locale.ROOT);
    }

    private String tick() {
        return "2^" + shift + " ns";
    }

    private synchronized void addTo(ProbeResult result, Table table, Histogram park) {
        table.row(row(name(), tick(), "deadline", fromDeadline, early));
        table.row(row(name(), tick(), "due tick", fromTick, early));
        long p99 = fromTick.getValueAtPercentile(99);
        result.target(
                Probe.LATENESS,
                String.format(
                        "%s, tick %s: p99 < %d µs from the due tick", name(), tick(), wheelThread.targetNanos / 1_000),
                Numbers.micros(p99) + ", a bare park " + Numbers.micros(park.getValueAtPercentile(99)),
                outcome(p99, park));
        result.target(Probe.LATENESS, name() + ", tick " + tick() + ": never early", early + " early", early == 0);
    }

    /** A parked wheel thread cannot be punctual where no parked thread is. But it must not be much less so. */
    private Outcome outcome(long p99, Histogram park) {
        if (p99 < wheelThread.targetNanos) {
            return Outcome.MET;
        }
        long control = park.getValueAtPercentile(99);
        boolean excused = wheelThread == WheelThread.PARKED && control >= wheelThread.targetNanos && p99 <= 2 * control;
        return excused ? Outcome.UNCLEAR : Outcome.MISSED;
    }

    static String[] row(String wheelThread, String tick, String from, Histogram late, long early) {
        return new String[] {
            wheelThread,
            tick,
            from,
            Numbers.count(late.getTotalCount()),
            Numbers.micros(late.getValueAtPercentile(50)),
            Numbers.micros(late.getValueAtPercentile(90)),
            Numbers.micros(late.getValueAtPercentile(99)),
            Numbers.micros(late.getValueAtPercentile(99.9)),
            Numbers.micros(late.getMaxValue()),
            Long.toString(early)
        };
    }
}
