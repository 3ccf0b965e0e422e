package dev.curfew.bench.alternatives;

import dev.curfew.bench.Measured;
import dev.curfew.wheel.internal.SlotsFanOut;
import java.util.Random;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: how many slots should a level of the wheel have?
 *
 * <p>Prediction: a timer comes down once per level, and the fewer slots the more levels: within a minute and with ticks
 * of 1 ms about three times with 16 slots, twice with 64, once with 256, and little less with 1,024, of which the empty
 * wheel is three times as large. Taking out a timer does not depend on it.
 *
 * <p>{@code curfew} is the library's {@code Slots}, 256 slots a level of which 128 are a slot of the level above. The reductions
 * have levels that span one slot of the level above, and have to agree with it in the tick of each firing. Deadlines are spread evenly over 1 ms to 60 s, 4,096 at a time, all of which
 * fire before the next batch. Blind spot: nothing but the wheel is in the caches.
 *
 * <p>Run: {@code make bench-experiment E=FanOut}
 */
@State(Scope.Thread)
public class FanOutExperiment extends Measured {

    private static final String CURFEW = "curfew";

    private static final int TICK_LOG2 = 20;
    private static final int TIMERS = 4_096;
    private static final int RANDOM_DELAYS = 1 << 16;
    private static final long LEAST_NANOS = 1_000_000;
    private static final long MOST_NANOS = 60_000_000_000L;

    @Param({CURFEW, "16", "64", "256", "1024"})
    String slotsPerLevel;

    /** What the fan-out changes beside time. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Wheel {

        private FanOut slots;
        private long fired;

        public double cascadesPerTimer() {
            return (double) slots.cascades() / fired;
        }

        public double emptyBytes() {
            return slots.emptyBytes();
        }
    }

    private final long[] delays = new long[RANDOM_DELAYS];
    private final Object[] timers = new Object[TIMERS];
    private FanOut slots;
    private int nextDelay;
    private long now;

    @Setup
    public void makeWheel() {
        Random random = new Random(20_260_109);
        for (int i = 0; i < RANDOM_DELAYS; i++) {
            delays[i] = LEAST_NANOS + (long) (random.nextDouble() * (MOST_NANOS - LEAST_NANOS));
        }
        check();
        slots = make();
        tenure();
    }

    private FanOut make() {
        return slotsPerLevel.equals(CURFEW)
                ? new SlotsFanOut(TICK_LOG2)
                : new ReducedSlots(TICK_LOG2, Integer.numberOfTrailingZeros(Integer.parseInt(slotsPerLevel)));
    }

    /** Everything fires in its tick. */
    private void check() {
        FanOut checked = make();
        FanOut control = new SlotsFanOut(TICK_LOG2);
        for (int i = 0; i < TIMERS; i++) {
            checked.add(delays[i]);
            control.add(delays[i]);
        }
        for (int i = 0; i < TIMERS; i++) {
            long expected = pollNext(control);
            long found = pollNext(checked);
            if (dueTick(found) != dueTick(expected)) {
                throw new AssertionError("timer " + i + " is " + found + ", was to be " + expected);
            }
        }
        if (checked.nextTick() != FanOut.NONE) {
            throw new AssertionError("more than was added");
        }
    }

    private static long dueTick(long deadlineNanos) {
        return (deadlineNanos + (1L << TICK_LOG2) - 1) >>> TICK_LOG2;
    }

    private static long pollNext(FanOut from) {
        long deadline = FanOut.NONE;
        while (deadline == FanOut.NONE) {
            long tick = from.nextTick();
            deadline = from.pollDue(tick);
            if (deadline != FanOut.NONE && dueTick(deadline) > tick) {
                throw new AssertionError("early");
            }
        }
        return deadline;
    }

    private long nextDeadline() {
        return now + delays[nextDelay++ & RANDOM_DELAYS - 1];
    }

    /** Moves an empty wheel on, past all deadlines that it had. */
    private void moveOn() {
        now += MOST_NANOS + (1L << TICK_LOG2);
        if (slots.pollDue(now >>> TICK_LOG2) != FanOut.NONE) {
            throw new AssertionError("is not empty");
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public long addAndFire(Wheel wheel) {
        for (int i = 0; i < TIMERS; i++) {
            slots.add(nextDeadline());
        }
        long sum = 0;
        for (long tick = slots.nextTick(); tick != FanOut.NONE; tick = slots.nextTick()) {
            for (long due = slots.pollDue(tick); due != FanOut.NONE; due = slots.pollDue(tick)) {
                sum += due;
            }
        }
        wheel.slots = slots;
        wheel.fired += TIMERS;
        moveOn();
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void addAndRemove() {
        for (int i = 0; i < TIMERS; i++) {
            timers[i] = slots.add(nextDeadline());
        }
        for (int i = 0; i < TIMERS; i++) {
            slots.remove(timers[i]);
        }
        moveOn();
    }
}
