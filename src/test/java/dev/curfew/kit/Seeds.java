package dev.curfew.kit;

import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** Seeds of random tests: fresh ones each run, shown when a test fails, and replayed with {@code -Dseed=}. */
public final class Seeds {

    private static final String PROPERTY = "seed";

    private Seeds() {}

    /** Runs a test with so many seeds, or with the one of {@code -Dseed=} alone. */
    public static void forEach(int count, LongConsumer test) {
        Long replayed = Long.getLong(PROPERTY);
        if (replayed != null) {
            test.accept(replayed);
            return;
        }
        SplittableRandom random = new SplittableRandom();
        for (int i = 0; i < count; i++) {
            run(random.nextLong(), test);
        }
    }

    private static void run(long seed, LongConsumer test) {
        try {
            test.accept(seed);
        } catch (Throwable e) {
            throw new AssertionError("with -D" + PROPERTY + "=" + seed + " to replay: " + e.getMessage(), e);
        }
    }
}
