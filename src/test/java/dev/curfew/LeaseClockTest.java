package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Cycles;
import dev.curfew.kit.Seeds;
import dev.curfew.wheel.ManualClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Leases on a clock that is negative, wraps, and steps by years: never early, and not late on a clock that goes on. */
class LeaseClockTest {

    private static final long FURTHEST = 1L << 62;
    private static final long HOUR = Duration.ofHours(1).toNanos();
    /** 73 years: with them, and 114 years of a lease, the clock stays inside the 219 years that the scale has ahead. */
    private static final long FURTHEST_STEP = FURTHEST / 2;

    private static ContextRuntime runtimeOn(ManualClock clock) {
        return Cycles.builder(clock).build();
    }

    @Test
    void theFurthestMomentIsNotEarlyAfterAStepOfYears() {
        for (long start : new long[] {0, -1, Long.MAX_VALUE - 5, Long.MIN_VALUE}) {
            for (long step : new long[] {0, HOUR, FURTHEST / 2, FURTHEST, FURTHEST + FURTHEST / 2 - HOUR, -FURTHEST}) {
                ManualClock clock = new ManualClock(start);
                ContextRuntime runtime = runtimeOn(clock);
                Lease before = runtime.background().withLeaseNanos(Long.MAX_VALUE);
                clock.advance(step);
                for (long nanos : new long[] {HOUR, FURTHEST - 1, Long.MAX_VALUE}) {
                    String what = nanos + " after a step of " + step + " from " + start;
                    Lease lease = runtime.background().withLeaseNanos(nanos);
                    Cycles.untilIdle(runtime);
                    assertFalse(lease.expireIfDue(), what);
                    assertTrue(lease.renew(), what);
                    assertTrue(lease.renewNanos(Long.MAX_VALUE), what);
                    Cycles.untilIdle(runtime);
                    assertFalse(lease.expireIfDue(), what);
                    assertFalse(lease.renewNanos(0), what);
                }
                assertEquals(step == FURTHEST + FURTHEST / 2 - HOUR || step == FURTHEST, before.expireIfDue());
            }
        }
    }

    @Test
    void aMomentIsNeverEarlyAndNotLateWhateverTheRenewals() {
        Seeds.forEach(50, seed -> {
            Random random = new Random(seed);
            ManualClock clock = new ManualClock(random.nextLong());
            ContextRuntime runtime = runtimeOn(clock);
            long start = clock.nanoTime();
            long moment = start + HOUR;
            Lease lease = runtime.background().withLeaseNanos(HOUR);
            boolean isEndless = false;
            for (int i = 0; i < 100 && !lease.isDone(); i++) {
                switch (random.nextInt(5)) {
                    case 0 -> {
                        isEndless = false;
                        moment = clock.nanoTime() + 1 + random.nextInt(1_000_000) * (random.nextBoolean() ? 1 : HOUR);
                        assertTrue(lease.renewUntilNanos(moment));
                        assertEquals(moment, lease.expiresNanos());
                    }
                    case 1 -> {
                        if (random.nextInt(5) == 0) {
                            isEndless = true;
                            assertTrue(lease.renewUntilNanos(Context.NO_DEADLINE));
                        }
                    }
                    case 2 -> clock.advance(random.nextInt(300_000));
                    case 3 -> clock.advance(-random.nextInt(300_000));
                    default -> {
                        if (!isEndless && random.nextInt(8) == 0 && moment - start < FURTHEST_STEP) {
                            clock.set(moment - 1 + random.nextInt(2));
                        }
                    }
                }
                boolean isDue = !isEndless && moment - clock.nanoTime() <= 0;
                if (random.nextBoolean()) {
                    assertEquals(isDue, lease.expireIfDue(), "by a poll");
                } else if (random.nextBoolean()) {
                    Cycles.untilIdle(runtime);
                    assertTrue(isDue || !lease.isDone(), "never early");
                }
                if (isDue) {
                    assertFalse(lease.renewNanos(HOUR), "a due lease never revives");
                }
            }
            lease.cancel();
            Cycles.untilIdle(runtime);
            assertEquals(Long.MAX_VALUE, runtime.nextWakeNanos(), "no timer is left");
        });
    }
}
