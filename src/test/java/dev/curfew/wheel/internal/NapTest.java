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

    /** Neither a far deadline nor a cancellation wakes an owner that naps. */
    @Test
    void muchTrafficIsNappedThrough() {
        plan();
        TimerNode first = far();
        assertEquals(1, wakeups.get());
        plan();
        first.cancel();
        assertEquals(2, wakeups.get(), "twice in a short time");
        for (int i = 0; i < 20; i++) {
            assertEquals(clock.nanoTime() + WheelOwner.NAP, plan());
            TimerNode older = far();
            far();
            older.cancel();
            assertEquals(2, wakeups.get());
            clock.advance(WheelOwner.NAP);
        }
        plan(); // of the last cancellation
        clock.advance(WheelOwner.NAP);
        assertEquals(clock.nanoTime() + WheelOwner.DOZE, plan(), "nothing happened during the last nap");
        far();
        clock.advance(2 * WheelOwner.DOZE);
        plan();
        clock.advance(2 * WheelOwner.DOZE);
        assertTrue(plan() > clock.nanoTime() + WheelOwner.DOZE);
        wheel.schedule(clock.nanoTime() + 1, () -> {});
        assertEquals(3, wakeups.get());
    }

    /** A cancellation now and then wakes the owner, and far deadlines do not. */
    @Test
    void littleTrafficIsDozedThrough() {
        plan();
        far();
        assertEquals(1, wakeups.get());
        plan();
        for (int i = 1; i < 20; i++) {
            clock.advance(5 * WheelOwner.NAP);
            plan();
            TimerNode older = far();
            far();
            assertEquals(i, wakeups.get());
            older.cancel();
            assertEquals(i + 1, wakeups.get());
            assertEquals(clock.nanoTime() + WheelOwner.DOZE, plan());
        }
    }

    /** A request that ends before the owner has a processor is traffic too: else each such request would wake the owner. */
    @Test
    void oneThatHasTakenItselfBackWasTraffic() {
        assertEquals(Long.MAX_VALUE, plan());
        far().cancel();
        assertEquals(1, wakeups.get());
        assertEquals(clock.nanoTime() + WheelOwner.DOZE, plan());
        far().cancel();
        far();
        assertEquals(1, wakeups.get());
    }
}
