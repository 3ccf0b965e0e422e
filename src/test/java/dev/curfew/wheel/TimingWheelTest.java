package dev.curfew.wheel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.Graph;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingWheelTest {

    private static final long TICK = 1 << 20;
    private static final int BUDGET = 1_024;
    /** What the clock shows first: soon it passes zero. */
    private static final long NOW = -3;

    private final List<Throwable> failures = new ArrayList<>();
    private final ManualClock clock = new ManualClock(NOW);
    private final AtomicInteger wakeups = new AtomicInteger();
    private final TimingWheel wheel = new TimingWheel(clock, TICK, failures::add, wakeups::incrementAndGet);
    private final AtomicInteger fired = new AtomicInteger();

    private Timeout schedule(long inNanos) {
        return wheel.schedule(NOW + inNanos, fired::incrementAndGet);
    }

    private int work() {
        int cycles = 0;
        while (wheel.doWork() > 0) {
            cycles++;
        }
        return cycles;
    }

    // ---- states

    @Test
    void aTimeoutIsExpiredOrCancelled() {
        Timeout expires = schedule(1);
        Timeout cancelled = schedule(1);
        assertFalse(expires.isExpired() || expires.isCancelled() || cancelled.isExpired() || cancelled.isCancelled());
        assertTrue(cancelled.cancel());
        assertFalse(cancelled.cancel());
        clock.advance(TICK);
        work();
        assertEquals(1, fired.get());
        assertTrue(expires.isExpired() && !expires.isCancelled());
        assertTrue(cancelled.isCancelled() && !cancelled.isExpired());
        assertFalse(expires.cancel());
        assertEquals(NOW + 1, expires.deadlineNanos());
    }

    @Test
    void never() {
        Timeout never = wheel.schedule(Long.MAX_VALUE, fired::incrementAndGet);
        work();
        assertEquals(0, wheel.pending());
        assertEquals(Long.MAX_VALUE, wheel.nextWakeNanos());
        assertEquals(Long.MAX_VALUE, never.deadlineNanos());
        assertTrue(never.cancel());
        assertTrue(never.isCancelled());
    }

    @Test
    void furtherThanTheFurthestIsThatFar() {
        assertEquals(
                NOW + (1L << 62), wheel.schedule(Long.MAX_VALUE - 5, () -> {}).deadlineNanos());
    }

    @Test
    void badArguments() {
        assertEquals(
                "task",
                assertThrows(NullPointerException.class, () -> wheel.schedule(1, null))
                        .getMessage());
        assertEquals(0, wheel.doWork(), "nothing is left of it");
        for (long tick : new long[] {0, -1, Long.MIN_VALUE, (1L << 62) + 1}) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> new TimingWheel(clock, tick, failures::add));
            assertTrue(e.getMessage().contains("tickNanos") && e.getMessage().contains("" + tick), e.getMessage());
        }
        assertEquals(
                "wakeup",
                assertThrows(NullPointerException.class, () -> new TimingWheel(clock, 1, failures::add, null))
                        .getMessage());
        assertEquals(
                "clock",
                assertThrows(NullPointerException.class, () -> new TimingWheel(null, 1, failures::add))
                        .getMessage());
        assertEquals(
                "errorHandler",
                assertThrows(NullPointerException.class, () -> new TimingWheel(clock, 1, null))
                        .getMessage());
    }

    // ---- wake-ups

    /** A deadline after the end of the sleep wakes nothing. A nearer one wakes the wheel thread, once. */
    @Test
    void onlyANearerDeadlineWakesTheOwner() {
        schedule(TimeUnit.SECONDS.toNanos(10));
        work();
        assertEquals(0, wakeups.get(), "it was awake");
        wheel.nextWakeNanos();
        schedule(TimeUnit.SECONDS.toNanos(20));
        wheel.schedule(wheel.nextWakeNanos(), fired::incrementAndGet);
        assertEquals(0, wakeups.get(), "it will be awake by then");
        schedule(TimeUnit.MILLISECONDS.toNanos(1));
        assertEquals(1, wakeups.get());
        schedule(1);
        assertEquals(1, wakeups.get(), "it is on its way");
        work();
        schedule(1);
        assertEquals(1, wakeups.get(), "it is awake");
    }

    /** Its node would stay as long as the wheel thread sleeps, which may be for ever. */
    @Test
    void aCancellationWakesTheOwnerOnce() {
        Timeout linked = schedule(TimeUnit.HOURS.toNanos(1));
        Timeout other = schedule(TimeUnit.HOURS.toNanos(1));
        work();
        wheel.nextWakeNanos();
        Timeout inInbox = schedule(TimeUnit.HOURS.toNanos(2));
        assertEquals(0, wakeups.get());
        inInbox.cancel();
        linked.cancel();
        assertEquals(1, wakeups.get());
        other.cancel();
        assertEquals(1, wakeups.get());
        work();
        assertEquals(0, wheel.pending());
        assertEquals(Long.MAX_VALUE, wheel.nextWakeNanos());
    }

    @Test
    void nextWakeKnowsOfTheInbox() {
        schedule(10 * TICK);
        assertEquals(NOW + 10 * TICK, wheel.nextWakeNanos());
        schedule(5 * TICK - 1);
        assertEquals(NOW + 5 * TICK, wheel.nextWakeNanos());
        schedule(-7);
        assertTrue(wheel.nextWakeNanos() - clock.nanoTime() <= 0);
    }

    @Test
    void aWakeupThatThrowsIsReportedAndTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        TimingWheel failing = new TimingWheel(clock, TICK, failures::add, () -> {
            calls.incrementAndGet();
            throw new IllegalStateException("meant to be reported");
        });
        failing.nextWakeNanos();
        failing.schedule(100, () -> {});
        failing.schedule(100, () -> {});
        assertEquals(2, calls.get());
        assertEquals(2, failures.size());
    }

    // ---- stalls

    /** All fire, in bounded portions. The cost depends on the number of timeouts, not on the time that has passed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 24 * 365})
    void aStallWithAMillionTimers(long hours) {
        int count = 1_000_000;
        long stall = TimeUnit.HOURS.toNanos(hours);
        for (int i = 0; i < count; i++) {
            schedule(1 + i * (stall / count));
        }
        work();
        assertEquals(count, wheel.pending());
        clock.advance(stall + TICK);
        int cycles = 0;
        for (int work = wheel.doWork(); work > 0; work = wheel.doWork()) {
            assertTrue(work <= BUDGET, "one portion");
            cycles++;
        }
        assertEquals(count, fired.get());
        assertEquals(0, wheel.pending());
        // Each comes down at most once per level, and a year is so many bytes of ticks.
        int levels = 5;
        assertTrue(cycles <= levels * count / BUDGET + 1, cycles + " cycles");
    }

    /** A deadline in the inbox does not wait for a backlog of due timeouts: portions alternate. */
    @Test
    void aBacklogDoesNotKeepTheInboxWaiting() {
        for (int i = 0; i < 100 * BUDGET; i++) {
            schedule(1);
        }
        work();
        clock.advance(TICK);
        wheel.doWork();
        AtomicInteger urgent = new AtomicInteger();
        wheel.schedule(clock.nanoTime(), urgent::incrementAndGet);
        wheel.doWork();
        assertEquals(1, urgent.get(), "it is adopted and fired in the next portion");
    }

    /** W5: a thread that floods its stripe of the inbox keeps no other thread waiting. */
    @Test
    void aFloodOfOneThreadDoesNotKeepAnotherWaiting() {
        for (int i = 0; i < 100 * BUDGET; i++) {
            schedule(TimeUnit.HOURS.toNanos(1));
        }
        AtomicInteger urgent = new AtomicInteger();
        Thread other = onAnotherStripe(() -> wheel.schedule(NOW, urgent::incrementAndGet));
        other.start();
        Background.until("scheduled", () -> !other.isAlive());
        wheel.doWork();
        assertEquals(1, urgent.get());
    }

    /** Stripes go by the numbers of threads, and there are two at least. */
    private static Thread onAnotherStripe(Runnable task) {
        Thread thread;
        do {
            thread = Background.daemon(task);
        } while ((thread.getId() - Thread.currentThread().getId()) % 2 == 0);
        return thread;
    }

    /** Nodes that are left for want of budget are work for now. */
    @Test
    void aBacklogOfTheInboxKeepsTheOwnerAwake() {
        for (int i = 0; i < 5_000; i++) {
            schedule(1L << 40);
        }
        wheel.doWork();
        assertTrue(wheel.nextWakeNanos() - clock.nanoTime() <= 0);
        work();
        assertTrue(wheel.nextWakeNanos() - clock.nanoTime() > 0);
    }

    /** The cancelled timeouts are not popped: each is older than another one. */
    @Test
    void cancelledTimeoutsDoNotPileUpWhileNobodyDrives() {
        Timeout older = schedule(1L << 40);
        for (int i = 0; i < 1_000_000; i++) {
            Timeout newer = schedule(1L << 40);
            older.cancel();
            older = newer;
        }
        long bytes = Graph.bytes(wheel, List.of(clock, failures, wakeups));
        assertTrue(bytes < 10_000 * 40, bytes + " bytes");
        clock.advance(1L << 41);
        work();
        assertEquals(1, fired.get(), "the last one");
    }

    /** A hundred thousand timeouts of one slot come down, and each cycle fires what is due in its tick. */
    @Test
    void aCascadeKeepsNothingThatIsDueWaiting() {
        long slot = 128 * 128 * TICK;
        for (int i = 0; i < 100_000; i++) {
            wheel.schedule(NOW + 3 * slot + i % 16_384 * TICK, () -> {});
        }
        work();
        clock.advance(2 * slot - 64 * TICK);
        work();
        for (int i = 0; i < 256; i++) {
            wheel.schedule(clock.nanoTime() + 1, fired::incrementAndGet);
            clock.advance(TICK);
            wheel.doWork();
            assertEquals(i + 1, fired.get(), "at the " + i + "th tick");
        }
    }

    @Test
    void aClockThatStepsBackFiresNothingEarly() {
        clock.advance(10 * TICK);
        schedule(20 * TICK);
        work();
        clock.advance(-8 * TICK);
        schedule(9 * TICK);
        work();
        assertEquals(0, fired.get(), "at two ticks");
        clock.advance(8 * TICK);
        work();
        assertEquals(1, fired.get());
        clock.advance(10 * TICK);
        work();
        assertEquals(2, fired.get());
    }

    // ---- tasks

    /** W3. */
    @Test
    void aTaskMayDoAnything() {
        List<Timeout> neighbours = new ArrayList<>();
        wheel.schedule(1, () -> {
            neighbours.forEach(Timeout::cancel);
            wheel.schedule(2, fired::incrementAndGet);
            assertEquals(0, wheel.doWork());
            throw new IllegalStateException("meant to be reported");
        });
        wheel.schedule(1, () -> {
            throw new AssertionError("meant to be reported");
        });
        clock.advance(TICK);
        for (int i = 0; i < 10; i++) {
            neighbours.add(wheel.schedule(5 * TICK, fired::incrementAndGet));
        }
        work();
        assertEquals(1, fired.get());
        assertEquals(2, failures.size());
        assertEquals(0, wheel.pending());
    }

    /** If a task asks, the wheel thread is awake. The question changes nothing for other threads. */
    @Test
    void aTaskMayAskWhenToWake() {
        for (int i = 0; i < 3 * BUDGET; i++) {
            wheel.schedule(NOW, () -> {
                assertTrue(wheel.nextWakeNanos() - clock.nanoTime() <= 0);
                fired.incrementAndGet();
            });
        }
        wheel.doWork();
        assertTrue(fired.get() <= BUDGET, "one portion");
        wheel.schedule(NOW, () -> {});
        assertEquals(0, wakeups.get(), "it is awake");
        work();
        assertEquals(3 * BUDGET, fired.get());
    }

    @Test
    void anErrorHandlerThatThrowsStrandsNobody() {
        TimingWheel reckless = new TimingWheel(clock, TICK, failure -> {
            throw new IllegalStateException("meant to be logged", failure);
        });
        for (int i = 0; i < 3; i++) {
            reckless.schedule(NOW, () -> {
                fired.incrementAndGet();
                throw new IllegalStateException("meant to be reported");
            });
        }
        reckless.doWork();
        assertEquals(3, fired.get());
    }

    // ---- closing

    @Test
    void closingCancelsWhatIsPending() {
        Timeout linked = schedule(TICK);
        work();
        Timeout inInbox = schedule(TICK);
        wheel.onClose();
        wheel.onClose();
        assertTrue(linked.isCancelled() && inInbox.isCancelled());
        assertFalse(linked.cancel() || inInbox.cancel());
        clock.advance(2 * TICK);
        assertEquals(0, work());
        assertEquals(0, fired.get());
        assertEquals(0, wheel.pending());
        assertEquals(Long.MAX_VALUE, wheel.nextWakeNanos());
        assertThrows(IllegalStateException.class, () -> schedule(1));
    }

    @Test
    void closingIsNotDoneInPortions() {
        for (int i = 0; i < 3 * BUDGET; i++) {
            schedule(TICK);
        }
        wheel.doWork();
        for (int i = 0; i < 3 * BUDGET; i++) {
            schedule(TICK);
        }
        wheel.onClose();
        clock.advance(2 * TICK);
        assertEquals(0, work() + fired.get());
        assertThrows(IllegalStateException.class, () -> wheel.schedule(Long.MAX_VALUE, () -> {}));
    }

    @Test
    void aTaskMayCloseItsWheel() {
        wheel.schedule(NOW, wheel::onClose);
        schedule(0);
        schedule(TICK);
        work();
        assertTrue(fired.get() <= 1);
        assertEquals(0, wheel.pending());
    }

    // ---- retention

    /** W4: it releases the task at once, before the next cycle: in the inbox and in a slot. */
    @Test
    void aCancelledTimeoutReleasesItsTask() {
        for (boolean linked : new boolean[] {false, true}) {
            List<Timeout> kept = new ArrayList<>();
            Collected.despite(List.of(kept, wheel), "a cancelled task", () -> {
                Object payload = new Object();
                Timeout timeout = wheel.schedule(TICK, () -> failures.add(new AssertionError(payload.toString())));
                if (linked) {
                    work();
                }
                kept.add(timeout);
                timeout.cancel();
                return new WeakReference<>(payload);
            });
        }
    }

    @Test
    void anExpiredTimeoutReleasesItsTask() {
        List<Timeout> kept = new ArrayList<>();
        Collected.despite(List.of(kept, wheel), "an expired task", () -> {
            Object payload = new Object();
            kept.add(wheel.schedule(NOW, () -> Objects.requireNonNull(payload)));
            work();
            return new WeakReference<>(payload);
        });
    }
}
