package dev.curfew.wheel;

import dev.curfew.kit.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The wheel against a sorted map. {@code -Dseed=} replays what failed; {@link WheelMutantsTest} shows that it bites.
 */
class WheelModelTest {

    private static final int SCRIPTS = 1_500;

    @Test
    void itDoesWhatASortedMapDoes() {
        Seeds.forEach(SCRIPTS, seed -> script(seed).run());
    }

    /** A script with a tick and a start of the clock that the seed decides. */
    static Runnable script(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new WheelScript(random.nextLong(), origin(random), tick(random));
    }

    /** All sizes, most often one that the wheel rounds up, and those in use. */
    static long tick(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1L << 20;
            case 1 -> 1;
            case 2 -> 1L << random.nextInt(63);
            default -> random.nextLong(1, 1L << random.nextInt(1, 63));
        };
    }

    /** Around the wraps of {@code nanoTime}, and anywhere. */
    static long origin(SplittableRandom random) {
        long near = random.nextLong(-1L << 40, 1L << 40);
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(-2, 3);
            case 1 -> Long.MAX_VALUE - random.nextInt(1_000);
            case 2 -> Long.MIN_VALUE + random.nextInt(1_000);
            case 3 -> Long.MIN_VALUE + near;
            case 4 -> near;
            default -> random.nextLong();
        };
    }
}
