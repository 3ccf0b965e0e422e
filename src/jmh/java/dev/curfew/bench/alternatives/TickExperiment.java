package dev.curfew.bench.alternatives;

import dev.curfew.bench.Measured;
import dev.curfew.wheel.Timeout;
import dev.curfew.wheel.TimingWheel;
import java.util.Random;
import org.agrona.concurrent.NanoClock;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does the tick of the wheel trade for what?
 *
 * <p>Prediction: a cancelled timer costs the same with any tick. A fired one costs the more the finer the tick is: a timer
 * within 10 ms is placed anew up to twice with ticks of 1 µs, at most once with 131 µs, and rarely with 1 ms; and
 * each occupied tick is a wake-up of the owner, each cascade another. A thousand timers within 10 ms: about a thousand with
 * 1 µs, 77 with 131 µs, 10 with 1 ms, 2 with 8 ms. Lateness by the tick alone is half a tick; a little more with 8 ms,
 * because a batch begins with a tick and ends soon after the next has begun.
 *
 * <p>The library's own wheel with a clock set by hand: the owner wakes exactly when it asked for it. So wake-ups are what a
 * punctual owner with nothing else to do has; the price of parking, some microseconds each, is not in the time. Lateness
 * is from the deadline to the reading of the clock in that cycle.
 *
 * <p>Run: {@code make bench-experiment E=Tick}
 */
@State(Scope.Thread)
public class TickExperiment extends Measured {

    private static final int TIMERS = 1_000;
    private static final int RANDOM_DELAYS = 1 << 16;
    private static final int WITHIN_NANOS = 10_000_000;

    /** The binary logarithm of the tick in nanoseconds: 1 µs, 16 µs, 131 µs, 1 ms, 8 ms. */
    @Param({"10", "14", "17", "20", "23"})
    int tickLog2;

    /** What firing takes beside time. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Firing {

        private long timers;
        private long wakeups;
        private long lateNanos;

        public double wakeupsPerThousand() {
            return 1e3 * wakeups / timers;
        }

        public double meanLateMicros() {
            return 1e-3 * lateNanos / timers;
        }
    }

    private static final class ManualClock implements NanoClock {

        private long now;

        @Override
        public long nanoTime() {
            return now;
        }
    }

    private final ManualClock clock = new ManualClock();
    private final int[] delays = new int[RANDOM_DELAYS];
    private final Timeout[] timeouts = new Timeout[TIMERS];
    private final Runnable fire = this::fired;
    private TimingWheel wheel;
    private int nextDelay;
    private long fired;
    private long sumOfFirings;

    @Setup
    public void makeWheel() {
        wheel = new TimingWheel(
                clock,
                1L << tickLog2,
                thrown -> {
                    throw new AssertionError(thrown);
                },
                () -> {});
        Random random = new Random(20_260_108);
        for (int i = 0; i < RANDOM_DELAYS; i++) {
            delays[i] = 1 + random.nextInt(WITHIN_NANOS);
        }
        tenure();
    }

    private void fired() {
        fired++;
        sumOfFirings += clock.now;
    }

    private long nextDeadline() {
        return clock.now + delays[nextDelay++ & RANDOM_DELAYS - 1];
    }

    /** Through the slots: the owner has taken the timer in before it is cancelled, and lets go of it then. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void scheduleAndCancel() {
        for (int i = 0; i < TIMERS; i++) {
            timeouts[i] = wheel.schedule(nextDeadline(), fire);
        }
        wheel.doWork();
        for (int i = 0; i < TIMERS; i++) {
            if (!timeouts[i].cancel()) {
                throw new AssertionError("was to be cancelled");
            }
            timeouts[i] = null;
        }
        wheel.doWork();
        if (wheel.pending() != 0) {
            throw new AssertionError(wheel.pending() + " left");
        }
        clock.now += WITHIN_NANOS;
    }

    /** The owner sleeps until the next wake-up, again and again, until all have fired. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void scheduleAndFire(Firing firing) {
        long firedBefore = fired;
        long sumBefore = sumOfFirings;
        long sumOfDeadlines = 0;
        for (int i = 0; i < TIMERS; i++) {
            long deadline = nextDeadline();
            sumOfDeadlines += deadline;
            wheel.schedule(deadline, fire);
        }
        for (long wake = wheel.nextWakeNanos(); wake != Long.MAX_VALUE; wake = wheel.nextWakeNanos()) {
            clock.now = Math.max(clock.now, wake);
            wheel.doWork();
            firing.wakeups++;
        }
        if (fired - firedBefore != TIMERS) {
            throw new AssertionError((fired - firedBefore) + " fired of " + TIMERS);
        }
        firing.timers += TIMERS;
        firing.lateNanos += sumOfFirings - sumBefore - sumOfDeadlines;
    }
}
