package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.curfew.Context;
import dev.curfew.internal.Deadlines;
import dev.curfew.kit.Semantic;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where the clock wraps, which no test of a core can wait for: the sums that all cores use. */
@Semantic(8)
class TimeArithmeticTest {

    private static final long FURTHEST = 1L << 62;
    private static final long[] READINGS = {
        0, 1, -1, 42, Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1, FURTHEST, -FURTHEST
    };

    @Test
    void aSumThatWouldBeNoDeadlineIsANanosecondLater() {
        for (long timeout : new long[] {0, 1, 1_000, FURTHEST}) {
            assertEquals(Long.MIN_VALUE, Deadlines.after(Context.NO_DEADLINE - timeout, timeout));
        }
        for (long now : READINGS) {
            for (long timeout : READINGS) {
                assertNotEquals(Context.NO_DEADLINE, Deadlines.after(now, timeout));
            }
        }
    }

    @Test
    void sumsWrapAndAreAtMost2To62Away() {
        for (long now : READINGS) {
            for (long timeout : READINGS) {
                long far = Math.max(-FURTHEST, Math.min(FURTHEST, timeout));
                long sum = now + far;
                assertEquals(
                        sum == Context.NO_DEADLINE ? sum + 1 : sum,
                        Deadlines.after(now, timeout),
                        timeout + " after " + now);
            }
        }
    }

    @Test
    void durationsSaturate() {
        assertEquals(FURTHEST, Deadlines.toNanos(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)));
        assertEquals(FURTHEST, Deadlines.toNanos(Duration.ofNanos(FURTHEST).plusNanos(1)));
        assertEquals(FURTHEST, Deadlines.toNanos(Duration.ofNanos(FURTHEST)));
        assertEquals(FURTHEST - 1, Deadlines.toNanos(Duration.ofNanos(FURTHEST).minusNanos(1)));
        assertEquals(-FURTHEST, Deadlines.toNanos(Duration.ofSeconds(Long.MIN_VALUE)));
        assertEquals(1 - FURTHEST, Deadlines.toNanos(Duration.ofNanos(1 - FURTHEST)));
        assertEquals(0, Deadlines.toNanos(Duration.ZERO));
        assertEquals(1_500_000_000L, Deadlines.toNanos(Duration.ofMillis(1500)));
    }
}
