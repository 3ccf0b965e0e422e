package dev.curfew.wheel.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.wheel.ManualClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the wheel's own thread naps, and when it sleeps for long. */
class NapTest {

    private static final long FAR = TimeUnit.HOURS.toNanos(1);

    private final ManualClock clock = new ManualClock(0);
    private final AtomicInteger wakeups = new AtomicInteger();
    private final Wheel wheel = new Wheel(
            clock,
            1 << 20,
            failure -> {
                throw new AssertionError(failure);
            },
            wakeups::incrementAndGet);

    /** A cycle, until nothing is left to do, and what the owner plans then. */
    private long plan() {
        while (wheel.owner().doWork() > 0) {
            // Once more.
        }
        return wheel.owner().nextNapNanos();
    }

    private TimerNode far() {
        return wheel.schedule(clock.nanoTime() + FAR, () -> {});
    }

    @Test
    void anEmptyWheelSleepsUntilTheFirstDeadline() {
        assertEquals(Long.MAX_VALUE, plan());
        far();
        assertEquals(1, wakeups.get());
    }

    /** While there is traffic and for a quarter of a second after, only what is due within a nap wakes the owner. */
    @Test
    void trafficIsFollowedByNaps() {
        far();
        for (long since = 0; since < WheelOwner.NAPPING; since += WheelOwner.NAP) {
            assertEquals(clock.nanoTime() + WheelOwner.NAP, plan());
            far().cancel();
            assertEquals(0, wakeups.get());
            clock.advance(WheelOwner.NAP);
        }
        clock.advance(2 * WheelOwner.NAPPING);
        plan(); // of the last cancellation
        clock.advance(2 * WheelOwner.NAPPING);
        assertTrue(plan() > clock.nanoTime() + WheelOwner.NAPPING);
        wheel.schedule(clock.nanoTime() + 1, () -> {});
        assertEquals(1, wakeups.get());
    }

    /** A request that ends before the owner has a processor is traffic too: else each such request would wake the owner. */
    @Test
    void oneThatHasTakenItselfBackWasTraffic() {
        assertEquals(Long.MAX_VALUE, plan());
        far().cancel();
        assertEquals(1, wakeups.get());
        assertEquals(clock.nanoTime() + WheelOwner.NAP, plan());
        far().cancel();
        far();
        assertEquals(1, wakeups.get());
    }
}
