package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The small parts that arithmetic can get wrong. */
class UnitsTest {

    @Test
    void timeouts() {
        assertEquals(1, Timeouts.parse("timeout", "1ns"));
        assertEquals(50_000_000, Timeouts.parse("timeout", "50ms"));
        assertEquals(50_000, Timeouts.parse("timeout", "0050us"));
        assertEquals(60_000_000_000L, Timeouts.parse("timeout", "60s"));
        assertEquals(60_000_000_000L, Timeouts.parse("timeout", "60000000000ns"));
        assertEquals("5 s", Timeouts.text(5_000_000_000L));
        assertEquals("100 ms", Timeouts.text(100_000_000));
        assertEquals("1500 ms", Timeouts.text(1_500_000_000));
        assertEquals("500 us", Timeouts.text(500_000));
        assertEquals("1500 us", Timeouts.text(1_500_000));
        assertEquals("1 ns", Timeouts.text(1));
        assertEquals("1000001 ns", Timeouts.text(1_000_001));
    }

    /** Nine of ten are below it, whatever the scale. */
    @Test
    void theHedgeDelayIsTheNinetiethPercentile() {
        HedgeDelay delay = new HedgeDelay(1_000_000);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            delay.observe(random.nextInt(50_000_000));
        }
        long below = 0;
        for (int i = 0; i < 10_000; i++) {
            below += random.nextInt(50_000_000) < delay.nanos() ? 1 : 0;
        }
        assertTrue(below > 8_300 && below < 9_700, below + " of 10,000 below " + delay.nanos());
    }

    /** Half of them on either side of the median, and a tail. */
    @Test
    void latenciesAreSkewed() {
        SkewedLatency latency = new SkewedLatency(5_000_000, 0.4, 0.03);
        SeededRandoms randoms = new SeededRandoms(7);
        int faster = 0;
        int tail = 0;
        for (int i = 0; i < 10_000; i++) {
            long nanos = latency.nanos(randoms.next());
            faster += nanos < 5_000_000 ? 1 : 0;
            tail += nanos > 20_000_000 ? 1 : 0;
        }
        assertTrue(faster > 4_600 && faster < 5_100, "faster than the median: " + faster);
        assertTrue(tail > 200 && tail < 400, "in the tail: " + tail);
    }

    @Test
    void theSameSeedGivesTheSameLatencies() {
        assertEquals(
                new SeededRandoms(7).next().nextLong(),
                new SeededRandoms(7).next().nextLong());
        assertNotEquals(
                new SeededRandoms(7).next().nextLong(),
                new SeededRandoms(8).next().nextLong());
    }
}
