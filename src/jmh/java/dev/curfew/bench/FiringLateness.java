package dev.curfew.bench;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import java.time.Duration;
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
 * <p>Rivals: none. Blind spot: 500 deadlines a second, so two rarely fall due at once; the end is noted by an action, which
 * is one reading of the clock late. On two cores a spinning owner has one for itself only if nothing else runs.
 *
 * <p>Run: {@code make bench-lateness}
 */
public final class FiringLateness {

    private static final int PER_SECOND = 500;
    private static final long MILLISECOND = 1_000_000;
    private static final int[] TICK_SHIFTS = {20, 16};
    private static final int MOST_MILLIS_AHEAD = 20;

    private enum Owner {
        /** The default: a thread of the runtime that parks. */
        PARKED(100_000),
        /** A thread of the runtime that spins. */
        SPINNING(20_000),
        /** A thread of the caller that spins around its agents. */
        CALLER(20_000);

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
        ContextRuntime.Builder builder = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .clock(clock)
                .tick(Duration.ofNanos(1L << shift));
        runtime = switch (owner) {
            case PARKED -> builder.build();
            case SPINNING -> builder.idleStrategy(BusySpinIdleStrategy.INSTANCE).build();
            case CALLER -> builder.callerDriven().build();
        };
    }

    /**
     * Prints two lines for each owner and tick, and whether they meet the bar.
     *
     * @param args none; the system property {@code smoke} makes it short
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        boolean smoke = Boolean.getBoolean("smoke");
        System.out.printf("Deadlines, %d a second, 1 to %d ms ahead: µs late%n", PER_SECOND, MOST_MILLIS_AHEAD);
        System.out.printf(
                "%-10s %9s  %-13s %9s %9s %9s %9s %9s %9s %6s%n",
                "owner", "tick", "from the", "ended", "p50", "p90", "p99", "p99.9", "max", "early");
        printBarePark(smoke ? 10 : 5_000);
        for (int shift : TICK_SHIFTS) {
            for (Owner owner : Owner.values()) {
                FiringLateness lateness = new FiringLateness(owner, shift);
                lateness.run(smoke ? 10 : 2_000, smoke ? 100 : 20_000);
                lateness.print();
            }
        }
    }

    /** The control: how late this machine, in these minutes, wakes a thread that does nothing else but park. */
    private static void printBarePark(int times) {
        Histogram late = new Histogram(3);
        for (int i = 0; i < times; i++) {
            long nanos = MILLISECOND + i % 7 * 100_000L;
            long start = System.nanoTime();
            LockSupport.parkNanos(nanos);
            late.recordValue(Math.max(0, System.nanoTime() - start - nanos));
        }
        print("bare park", "", "its end", late, 0);
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

    private synchronized void print() {
        String name = owner.name().toLowerCase(Locale.ROOT);
        print(name, "2^" + shift + " ns", "deadline", fromDeadline, early);
        print(name, "2^" + shift + " ns", "due tick", fromTick, early);
        System.out.printf(
                "%-21s %s  p99 < %d µs from the due tick, none early%n",
                "",
                early == 0 && fromTick.getValueAtPercentile(99) < owner.barNanos ? "met   " : "MISSED",
                owner.barNanos / 1_000);
    }

    private static void print(String owner, String tick, String from, Histogram late, long early) {
        System.out.printf(
                "%-10s %9s  %-13s %,9d %9s %9s %9s %9s %9s %6d%n",
                owner,
                tick,
                from,
                late.getTotalCount(),
                micros(late.getValueAtPercentile(50)),
                micros(late.getValueAtPercentile(90)),
                micros(late.getValueAtPercentile(99)),
                micros(late.getValueAtPercentile(99.9)),
                micros(late.getMaxValue()),
                early);
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%,.1f", nanos / 1_000.0);
    }
}
