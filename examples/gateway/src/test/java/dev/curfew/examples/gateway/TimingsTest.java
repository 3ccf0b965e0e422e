package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What is recent and what is not, and how long a loop takes. */
class TimingsTest {

    private static final long MILLISECOND = 1_000_000;

    private final Timings timings = Timings.exact();

    private static long count(JsonObject times) {
        return times.get("count").getAsLong();
    }

    private static double micros(JsonObject times, String percentile) {
        return times.get(percentile).getAsDouble();
    }

    /** An incident of an hour ago does not show, and one of now is not hidden by a good day. */
    @Test
    void recentIsWhatIsNotOlderThanTenSeconds() {
        for (int i = 0; i < 1_000_000; i++) {
            timings.record(MILLISECOND);
        }
        timings.nextSecond();
        timings.record(500 * MILLISECOND);
        assertEquals(1_000, micros(timings.toJson(), "p99"), 10);
        assertEquals(1_000_001, count(timings.recentToJson()));
        for (int i = 1; i < Timings.RECENT_SECONDS; i++) {
            timings.nextSecond();
        }
        assertEquals(1, count(timings.recentToJson()), "the million is older");
        assertEquals(500_000, micros(timings.recentToJson(), "p50"), 5_000);
        timings.nextSecond();
        assertEquals(0, count(timings.recentToJson()));
        assertEquals(0, micros(timings.recentToJson(), "max"));
        assertEquals(1_000_001, count(timings.toJson()));
        assertEquals(500_000, micros(timings.toJson(), "max"), 5_000);
    }

    /** Nobody had asked meanwhile. */
    @Test
    void secondsPassWhetherOrNotSomebodyAsks() {
        timings.record(MILLISECOND);
        for (int i = 0; i < 3 * Timings.RECENT_SECONDS; i++) {
            timings.nextSecond();
            timings.record(2 * MILLISECOND);
        }
        assertEquals(Timings.RECENT_SECONDS, count(timings.recentToJson()));
        assertEquals(2_000, micros(timings.recentToJson(), "p50"), 20);
    }

    @Test
    void aResetForgetsBoth() {
        timings.record(MILLISECOND);
        timings.nextSecond();
        timings.record(MILLISECOND);
        timings.reset();
        for (int i = 0; i <= Timings.RECENT_SECONDS; i++) {
            assertEquals(0, count(timings.recentToJson()));
            timings.nextSecond();
        }
        assertEquals(0, count(timings.toJson()));
    }

    /** A loop that is stuck is seen before it goes on, and gets no more probes meanwhile. */
    @Test
    void aLoopThatIsStuck() {
        BlockingQueue<Runnable> stuck = new LinkedBlockingQueue<>();
        LoopLag lag = new LoopLag(List.of(stuck::add, Runnable::run), timings);
        for (int i = 1; i <= 3; i++) {
            lag.probe();
            assertEquals(i, count(timings.toJson()), "the other loop's");
        }
        assertEquals(1, stuck.size());
        long waited = lag.waitingNanos();
        assertTrue(waited > 0);
        assertTrue(lag.waitingNanos() > waited, "it is still waiting");
        stuck.remove().run();
        assertEquals(0, lag.waitingNanos());
        assertTrue(micros(timings.toJson(), "max") * 1_000 >= waited * 0.99);
        lag.probe();
        assertEquals(1, stuck.size(), "the next one");
    }
}
