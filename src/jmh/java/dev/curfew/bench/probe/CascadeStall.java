package dev.curfew.bench.probe;

import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.run.Session;
import dev.curfew.wheel.TimingWheel;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Question: how long does a due timer wait, at worst, while the wheel thread places a million standing timers anew?
 *
 * <p>Prediction: less than 0.2 ms, a thousand nodes that are not in a cache: the wheel thread places so many in one
 * cycle, and fires what is due in between.
 *
 * <p>Alternatives: none. The target is 2 ms. The clock is a variable that goes on by a fraction of a tick from cycle to
 * cycle, so that an hour takes seconds. The hour is repeated, and the time of a cycle is its shortest in all
 * repetitions: what the machine does to one of them is left out, what the wheel does stays.
 *
 * <p>Blind spot: collections, and the caches of a wheel thread that has other work. A wheel thread that spins makes
 * some thousand cycles per tick, and this one two.
 */
public final class CascadeStall {

    private static final long TICK = 1L << 16;
    private static final int CYCLES_PER_TICK = 2;
    private static final long HOUR = 3_600_000_000_000L;
    /** A timer is due each 16 ticks. */
    private static final long DUE_EVERY = 16 * TICK;

    private static final long TARGET_NANOS = 2_000_000;
    /** Shorter cycles are not remembered one by one. */
    private static final long LEAST_REMEMBERED = 20_000;

    private static final int[] STANDING = {100_000, 1_000_000};

    private final Map<Long, Long> slowCycles = new HashMap<>();
    private int fired;

    private CascadeStall() {}

    /** Prints the longest cycles of an hour, and writes them for the report. */
    public static void run(Session session) throws IOException {
        boolean smoke = session.smoke();
        long nanos = smoke ? HOUR / 1_000 : HOUR;
        ProbeResult result = new ProbeResult(
                "The longest cycles of a wheel thread in an hour of its clock, each the shortest of three.");
        Table table = result.table("cycles", "standing", "longest µs", "over 100 µs", "over 20 µs", "due timers");
        for (int standing : STANDING) {
            CascadeStall stall = new CascadeStall();
            for (int repetition = 0; repetition < (smoke ? 2 : 3); repetition++) {
                stall.run(standing, nanos, repetition == 0);
            }
            stall.addTo(table, standing);
            if (standing == STANDING[STANDING.length - 1]) {
                result.target(
                        Probe.CASCADE,
                        "a due timer with a million standing waits < 2 ms at worst",
                        stall.longest(),
                        stall.met());
            }
        }
        session.write(Probe.CASCADE, result);
        result.print(System.out);
    }

    private void run(int standing, long nanos, boolean first) {
        long[] now = {0};
        TimingWheel wheel = new TimingWheel(() -> now[0], TICK, Throwable::printStackTrace);
        Random random = new Random(20_261_127);
        for (int i = 0; i < standing; i++) {
            wheel.schedule((long) (random.nextDouble() * HOUR), () -> {});
        }
        while (wheel.doWork() > 0) {} // The inbox is emptied before the clock starts.
        fired = 0;
        for (long nextDue = 0; now[0] < nanos; now[0] += TICK / CYCLES_PER_TICK) {
            if (now[0] >= nextDue) {
                nextDue += DUE_EVERY;
                wheel.schedule(now[0] + DUE_EVERY / 2, () -> fired++);
            }
            long start = System.nanoTime();
            wheel.doWork();
            note(now[0], System.nanoTime() - start, first);
        }
    }

    private void note(long time, long took, boolean first) {
        if (first && took >= LEAST_REMEMBERED) {
            slowCycles.put(time, took);
        } else if (!first) {
            slowCycles.computeIfPresent(time, (unused, shortest) -> Math.min(took, shortest));
        }
    }

    private void addTo(Table table, int standing) {
        table.row(
                Numbers.count(standing),
                longest(),
                Long.toString(over(100_000)),
                Long.toString(over(LEAST_REMEMBERED)),
                Numbers.count(fired));
    }

    private long over(long nanos) {
        return slowCycles.values().stream().filter(took -> took > nanos).count();
    }

    private long longestNanos() {
        return slowCycles.values().stream().max(Comparator.naturalOrder()).orElse(0L);
    }

    private boolean met() {
        return longestNanos() < TARGET_NANOS;
    }

    private String longest() {
        return Numbers.micros(longestNanos()) + " µs";
    }
}
