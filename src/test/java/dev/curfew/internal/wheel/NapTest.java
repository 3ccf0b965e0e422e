package dev.curfew.internal.wheel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.wheel.ManualClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the wheel's own thread naps, and when it sleeps deeply. */
class NapTest {

    private static final long FAR = TimeUnit.HOURS.toNanos(1);

    private final ManualClock clock = new ManualClock(0);
    private final AtomicInteger wakeups = new AtomicInteger();
    private final TimerQueue queue = new TimerQueue(
            clock,
            1 << 20,
            failure -> {
                throw new AssertionError(failure);
            },
            wakeups::incrementAndGet);

    /** Runs cycles until nothing is left to do. Returns until when the wheel thread then sleeps. */
    private long plan() {
        while (queue.consumer().doWork() > 0) {
            // Next cycle.
        }
        return queue.consumer().nextNapNanos();
    }

    private TimerNode far() {
        return queue.schedule(clock.nanoTime() + FAR, () -> {});
    }

    @Test
    void anEmptyWheelSleepsUntilTheFirstDeadline() {
        assertEquals(Long.MAX_VALUE, plan());
        far();
        assertEquals(1, wakeups.get());
    }

    /** Neither a far deadline nor a cancellation wakes a thread that naps. */
    @Test
    void muchTrafficIsNappedThrough() {
        plan();
        TimerNode first = far();
        assertEquals(1, wakeups.get());
        plan();
        first.cancel();
        assertEquals(2, wakeups.get(), "twice in a short time");
        for (int i = 0; i < 20; i++) {
            assertEquals(clock.nanoTime() + NapPolicy.NAP, plan());
            TimerNode older = far();
            far();
            older.cancel();
            assertEquals(2, wakeups.get());
            clock.advance(NapPolicy.NAP);
        }
        plan(); // after the last cancellation
        clock.advance(NapPolicy.NAP);
        assertEquals(clock.nanoTime() + NapPolicy.DOZE, plan(), "nothing happened during the last nap");
        far();
        clock.advance(2 * NapPolicy.DOZE);
        plan();
        clock.advance(2 * NapPolicy.DOZE);
        assertTrue(plan() > clock.nanoTime() + NapPolicy.DOZE);
        queue.schedule(clock.nanoTime() + 1, () -> {});
        assertEquals(3, wakeups.get());
    }

    /** A cancellation now and then wakes the thread, and far deadlines do not. */
    @Test
    void littleTrafficIsDozedThrough() {
        plan();
        far();
        assertEquals(1, wakeups.get());
        plan();
        for (int i = 1; i < 20; i++) {
            clock.advance(5 * NapPolicy.NAP);
            plan();
            TimerNode older = far();
            far();
            assertEquals(i, wakeups.get());
            older.cancel();
            assertEquals(i + 1, wakeups.get());
            assertEquals(clock.nanoTime() + NapPolicy.DOZE, plan());
        }
    }

    /**
     * A timer that was cancelled before the thread had a processor counts as traffic. Otherwise each such timer would
     * wake the thread.
     */
    @Test
    void aTimerThatWasPoppedWasTraffic() {
        assertEquals(Long.MAX_VALUE, plan());
        far().cancel();
        assertEquals(1, wakeups.get());
        assertEquals(clock.nanoTime() + NapPolicy.DOZE, plan());
        far().cancel();
        far();
        assertEquals(1, wakeups.get());
    }
}
