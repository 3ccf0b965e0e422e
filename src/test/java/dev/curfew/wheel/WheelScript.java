package dev.curfew.wheel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.agrona.concurrent.NanoClock;

/**
 * Random operations on a wheel, and on a sorted map that predicts their results. It uses the public API only, and
 * computes due times in a way of its own, with {@link BigInteger}: the end of the tick in which a deadline falls.
 *
 * <p>Loaded anew by {@link WheelMutantsTest}, so nothing here may depend on the test framework.
 */
public final class WheelScript implements Runnable {

    private static final int STEPS = 400;
    /** The same as in {@code WheelConsumer}. */
    private static final long STEP = 1L << 24;

    private static final int BUDGET = 1_024;
    /** A timer cascades at most once per level. */
    private static final int LEVELS = 10;
    /** All timers of a script, each through all levels, take fewer cycles. */
    private static final int MOST_ROUNDS = 1_000;

    private static final BigInteger FURTHEST = BigInteger.TWO.pow(62);
    /** Beyond some 9 years, random steps would use up the 292 that a wheel has. */
    private static final int LONGEST_STEP = 58;

    private final SplittableRandom random;
    private final long origin;
    private final BigInteger tick;
    private final int shift;
    private final TimingWheel wheel;

    /** Nanoseconds since the origin: what the clock shows, what the wheel has seen last, and when it has caught up. */
    private long now;

    private BigInteger seen = BigInteger.ZERO;
    private BigInteger latest = BigInteger.ZERO;
    private BigInteger latestBefore = BigInteger.ZERO;
    private BigInteger lastFiredTick = BigInteger.ZERO;
    private final TreeMap<BigInteger, List<Timer>> pending = new TreeMap<>();
    private final List<Timer> all = new ArrayList<>();
    private int reported;
    private int thrown;
    private WheelFailure failure;

    /** A timer as the map knows it. */
    private final class Timer implements Runnable {

        private final Timeout timeout;
        /** Since the origin; null for never. */
        private final BigInteger due;

        private int fired;
        private boolean cancelled;

        Timer(long deadlineNanos) {
            due = dueOf(deadlineNanos);
            timeout = wheel.schedule(deadlineNanos, this);
            all.add(this);
            if (due != null) {
                pending.computeIfAbsent(due, key -> new ArrayList<>()).add(this);
            }
        }

        @Override
        public void run() {
            fired++;
            check(!cancelled, "fired after it was cancelled");
            check(fired == 1, "fired twice");
            check(due != null && due.compareTo(seen) <= 0, "early: due " + due + ", now " + seen);
            check(timeout == null || timeout.isExpired(), "fired and not expired"); // null: from within schedule
            BigInteger dueTick = due.divide(tick);
            if (due.compareTo(latestBefore) > 0) {
                check(dueTick.compareTo(lastFiredTick) >= 0, "out of the order of ticks");
                lastFiredTick = dueTick;
            }
            forget();
            misbehave();
        }

        void cancel() {
            boolean live = fired == 0 && !cancelled;
            check(timeout.cancel() == live, "cancel: " + !live);
            cancelled |= live;
            check(timeout.isCancelled() == cancelled, "isCancelled");
            if (live) {
                forget();
            }
        }

        private void forget() {
            List<Timer> peers = due == null ? null : pending.get(due);
            if (peers != null) {
                peers.remove(this);
                if (peers.isEmpty()) {
                    pending.remove(due);
                }
            }
        }
    }

    /**
     * @param origin what the clock shows first
     * @param tickNanos as given to the wheel
     */
    public WheelScript(long seed, long origin, long tickNanos) {
        random = new SplittableRandom(seed);
        this.origin = origin;
        shift = tickNanos == 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(tickNanos - 1);
        tick = BigInteger.TWO.pow(shift);
        NanoClock clock = () -> origin + now;
        wheel = new TimingWheel(clock, tickNanos, this::report);
    }

    private void report(Throwable thrown) {
        if (thrown instanceof WheelFailure found) {
            failure = found;
        } else {
            reported++;
        }
    }

    /** When it fires at the earliest: the end of its tick. Null for never. */
    private BigInteger dueOf(long deadlineNanos) {
        if (deadlineNanos == Long.MAX_VALUE) {
            return null;
        }
        BigInteger here = BigInteger.valueOf(now);
        BigInteger left = BigInteger.valueOf(deadlineNanos - (origin + now)).min(FURTHEST);
        BigInteger deadline = here.add(left);
        if (deadline.signum() <= 0) {
            return BigInteger.ZERO;
        }
        if (left.equals(FURTHEST) && origin + deadline.longValue() == Long.MAX_VALUE) {
            deadline = deadline.add(BigInteger.ONE);
        }
        return deadline.add(tick).subtract(BigInteger.ONE).divide(tick).multiply(tick);
    }

    @Override
    public void run() {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        checkNextWake();
        for (Timer timer : new ArrayList<>(all)) {
            if (timer.fired == 0 && !timer.cancelled) {
                timer.cancel();
            }
        }
        doWorkUntilIdle();
        check(wheel.pending() == 0, "pending at last: " + wheel.pending());
        check(wheel.nextWakeNanos() == Long.MAX_VALUE, "an empty wheel has a wake-up");
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> new Timer(origin + now + randomNanos());
            case 4 -> scheduleMany();
            case 5, 6 -> cancelOne();
            case 7 -> advance(Math.abs(randomNanos()));
            case 8 -> sleepUntilTheNextOneFires();
            case 9 -> stepBack();
            case 10 -> {
                doWork();
                checkNextWake();
            }
            default -> {
                doWorkUntilIdle();
                long wake = checkNextWake();
                check(wake == Long.MAX_VALUE || wake - origin > now, "wakes in vain at " + (wake - origin));
            }
        }
    }

    // ---- operations

    private void scheduleMany() {
        long near = randomNanos();
        for (int i = random.nextInt(2 * BUDGET / 10); i >= 0; i--) {
            new Timer(origin + now + near + random.nextInt(3) * tick.longValue() / 2);
        }
    }

    private void cancelOne() {
        if (!all.isEmpty()) {
            all.get(random.nextInt(all.size())).cancel();
        }
    }

    private void advance(long nanos) {
        if (now + nanos >= 0 && now + nanos < 1L << 61) {
            now += nanos;
        }
    }

    /** For one reading, or for good. */
    private void stepBack() {
        long before = now;
        now -= Math.min(now, randomNanos() & Long.MAX_VALUE); // abs may be negative: 292 years ahead
        doWork();
        if (random.nextBoolean()) {
            now = before;
        }
    }

    /** After a step back the wheel may wait until the clock has caught up, but not for more than a small step. */
    private boolean isCatchingUp() {
        return seen.compareTo(latest) < 0;
    }

    private void sleepUntilTheNextOneFires() {
        doWorkUntilIdle();
        if (pending.isEmpty() || pending.firstKey().bitLength() > 61) {
            return;
        }
        Timer first = pending.firstEntry().getValue().get(0);
        for (int wakes = 0; first.fired == 0; wakes++) {
            check(wakes <= LEVELS * all.size(), "more wakes than cascades");
            long wake = checkNextWake();
            check(wake != Long.MAX_VALUE, "sleeps through a deadline");
            // A wake that would read as "never" is a nanosecond earlier.
            now = wake - origin + (wake == Long.MAX_VALUE - 1 ? 1 : 0);
            doWorkUntilIdle();
            if (first.cancelled) {
                return;
            }
        }
    }

    private void doWorkUntilIdle() {
        for (int rounds = 0; doWork() > 0; rounds++) {
            check(rounds < MOST_ROUNDS, "works for ever");
        }
        BigInteger first = pending.isEmpty() ? null : pending.firstKey();
        check(first == null || first.compareTo(seen) > 0 || isCatchingUp(), "late: due " + first + ", now " + seen);
        long live = pending.values().stream().mapToLong(List::size).sum();
        check(wheel.pending() == live, "pending " + wheel.pending() + ", not " + live);
        check(reported == thrown, "failures reported");
    }

    private int doWork() {
        latestBefore = latest;
        seen = BigInteger.valueOf(now);
        BigInteger smallStep = BigInteger.valueOf(STEP).add(tick.multiply(BigInteger.TWO));
        latest = latest.max(seen).min(seen.add(smallStep));
        lastFiredTick = BigInteger.ZERO;
        int work = wheel.doWork();
        if (failure != null) {
            throw failure;
        }
        check(work >= 0 && work <= 3 * BUDGET, "a budget is kept, not " + work);
        return work;
    }

    /** Never later than the earliest deadline's tick. */
    private long checkNextWake() {
        long wake = wheel.nextWakeNanos();
        if (!pending.isEmpty()) {
            check(wake != Long.MAX_VALUE, "sleeps for ever");
            BigInteger wakeTime = BigInteger.valueOf(wake - origin);
            check(
                    wakeTime.compareTo(isCatchingUp() ? pending.firstKey().max(latest) : pending.firstKey()) <= 0,
                    "wakes at " + wakeTime + " for " + pending.firstKey());
        }
        return wake;
    }

    /** What tasks do to the wheel that runs them. */
    private void misbehave() {
        switch (random.nextInt(20)) {
            case 0 -> new Timer(origin + now + randomNanos());
            case 1 -> cancelOne();
            case 2 -> {
                thrown++;
                throw new IllegalStateException("meant to be reported");
            }
            case 3 -> check(wheel.doWork() == 0, "a task has the wheel work");
            default -> {
                // Nothing.
            }
        }
    }

    // ---- random times

    /** Around what matters: nothing, parts of ticks, ticks, edges of levels, years; mostly ahead. */
    private long randomNanos() {
        long ticks = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextInt(4);
            case 2, 3 -> random.nextInt(600);
            case 4 -> (1L << 8 * random.nextInt(1, 8)) + random.nextInt(-2, 3);
            case 5 -> random.nextLong(1L << 8 * random.nextInt(1, 8));
            case 6 -> random.nextInt(256) << 8 * random.nextInt(3);
            default -> -random.nextInt(300);
        };
        long phase = random.nextInt(-2, 3) + (random.nextBoolean() ? random.nextLong(tick.longValue()) : 0);
        if (random.nextInt(50) == 0) {
            return random.nextBoolean() ? Long.MAX_VALUE / 2 + random.nextInt(-3, 3) : Long.MIN_VALUE / 2;
        }
        long limit = 1L << LONGEST_STEP;
        long scaled = ticks > limit >> shift ? limit : ticks * tick.longValue();
        return scaled + phase;
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new WheelFailure(what);
        }
    }

    /** Not to be taken for what a task throws on purpose. */
    private static final class WheelFailure extends Error {

        private static final long serialVersionUID = 1;

        WheelFailure(String what) {
            super(what);
        }
    }
}
