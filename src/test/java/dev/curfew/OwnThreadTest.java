package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Background;
import dev.curfew.kit.Failures;
import dev.curfew.kit.Semantic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread that a runtime has for its wheel: when it starts, when it wakes, and what it survives. */
class OwnThreadTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Failures failures = new Failures();
    private final ConcurrentLinkedQueue<Thread> made = new ConcurrentLinkedQueue<>();
    /** How often the wheel's thread has read the clock: at least once a cycle. */
    private final AtomicLong readings = new AtomicLong();

    private final ContextRuntime.Builder builder = ContextRuntime.builder()
            .core(ContextRuntime.Core.LOCK_FREE)
            .errorHandler(failures)
            .clock(countingReadings())
            .threadFactory(this::thread);
    private ContextRuntime runtime;

    private NanoClock countingReadings() {
        return () -> {
            if (made.contains(Thread.currentThread())) {
                readings.incrementAndGet();
            }
            return System.nanoTime();
        };
    }

    private Thread thread(Runnable task) {
        Thread thread = Background.daemon(task);
        made.add(thread);
        return thread;
    }

    private ThreadFactory failingOnce(AtomicInteger asked, RuntimeException failure) {
        return task -> {
            if (asked.incrementAndGet() == 1) {
                throw failure;
            }
            return thread(task);
        };
    }

    private static ThreadFactory failing(AtomicInteger asked) {
        return task -> {
            asked.incrementAndGet();
            throw new IllegalStateException("meant to be reported");
        };
    }

    private Context root() {
        runtime = builder.build();
        return runtime.background();
    }

    @AfterEach
    void close() {
        if (runtime != null) {
            runtime.close();
        }
        failures.assertNothingElse();
    }

    @Test
    void itStartsWithTheFirstDeadlineThatIsArmed() {
        Context root = root();
        root.withCancel().withTimeoutNanos(-1);
        root.withDeadlineNanos(Context.NO_DEADLINE).cancel();
        assertEquals(0, made.size());
        root.withTimeoutNanos(HOUR);
        root.withTimeoutNanos(HOUR);
        assertEquals(1, made.size());
    }

    @Test
    void itStartsWhenAsked() {
        root();
        runtime.start().start();
        assertEquals(1, made.size());
        Background.untilParked(made.peek());
    }

    // ---- wake-ups

    /** An empty wheel, and one with far deadlines only, wake no thread. */
    @Test
    void anIdleThreadDoesNotWake() {
        Context root = root();
        for (int i = 0; i < 1_000; i++) {
            root.withTimeoutNanos(HOUR).cancel();
        }
        untilItSleeps("with nothing armed");
        CancelContext far = root.withTimeoutNanos(HOUR);
        untilItSleeps("with an hour to go");
        far.cancel();
    }

    /** With traffic it wakes for its naps, not for each deadline. */
    @Test
    void trafficWakesItNowAndThen() {
        Context root = root();
        long start = System.nanoTime();
        long operations = 0;
        // The older of two timers is not popped: the wheel thread has to drop it.
        CancelContext older = root.withTimeoutNanos(HOUR);
        while (System.nanoTime() - start < 200 * MILLI) {
            CancelContext newer = root.withTimeoutNanos(HOUR);
            older.cancel();
            older = newer;
            operations++;
        }
        long naps = (System.nanoTime() - start) / (8 * MILLI);
        // A few readings around each nap, and one for each cycle: of up to 1,024 deadlines, or of those that came
        // during
        // the cycle before. A wake-up for each deadline would be a reading for each.
        long most = 8 * (naps + 2) + operations / 50;
        assertTrue(readings.get() <= most, readings + " readings, " + operations + " deadlines");
    }

    /**
     * Until it has drained everything and sleeps for longer than a nap. After traffic, and with a clock that may step,
     * it wakes after a second: this thread may have looked at that moment, and looks again.
     */
    private void untilItSleeps(String when) {
        Background.until("it sleeps " + when, () -> {
            Thread.State before = made.peek().getState();
            return readingsDuring(400) == 0 && before != Thread.State.RUNNABLE;
        });
    }

    private long readingsDuring(int millis) {
        long before = readings.get();
        long start = System.nanoTime();
        while (System.nanoTime() - start < millis * MILLI) {
            LockSupport.parkNanos(MILLI);
        }
        return readings.get() - before;
    }

    // ---- what it survives

    @Test
    @Semantic(21)
    void aFactoryThatFailsIsAskedAgain() {
        RuntimeException failure = new IllegalStateException("meant to be reported");
        AtomicInteger asked = new AtomicInteger();
        ThreadFactory failing = task -> {
            switch (asked.incrementAndGet()) {
                case 1 -> throw failure;
                case 2 -> {
                    return null;
                }
                case 3 -> {
                    Thread spent = new Thread(() -> {});
                    spent.start();
                    return spent; // cannot be started again
                }
                default -> {
                    return thread(task);
                }
            }
        };
        builder.threadFactory(failing);
        Context root = root();
        Context first = root.withTimeoutNanos(20 * MILLI);
        assertFalse(first.isDone(), "it is armed all the same");
        failures.assertTold(failure);
        runtime.start();
        root.withTimeoutNanos(20 * MILLI);
        assertEquals(2, failures.take().size());
        Context last = root.withTimeoutNanos(20 * MILLI);
        Background.until("the last one has ended", last::isDone);
        Background.until("the first one has ended", first::isDone);
        assertEquals(4, asked.get());
    }

    /** Also where the next deadline needs no timer, because one is pending that comes before. */
    @Test
    @Semantic(21)
    void theFactoryIsAskedAgainByTheNextScopeOfASlot() {
        AtomicInteger asked = new AtomicInteger();
        IllegalStateException failure = new IllegalStateException("no thread");
        builder.threadFactory(failingOnce(asked, failure));
        Context root = root();
        ScopePool pool = ScopePool.of(root, 1);
        // Long enough for a machine that stalls: a scope that is born ended asks for no thread.
        pool.release(pool.open(System.nanoTime() + 500 * MILLI));
        failures.assertTold(failure);
        long scope = pool.open(System.nanoTime() + 1_000 * MILLI);
        Background.until("the scope has ended", () -> pool.isDone(scope));
        assertEquals(2, asked.get());
    }

    /** The same, for a lease that is renewed. */
    @Test
    @Semantic(21)
    void theFactoryIsAskedAgainByTheRenewalOfALease() {
        AtomicInteger asked = new AtomicInteger();
        IllegalStateException failure = new IllegalStateException("no thread");
        builder.threadFactory(failingOnce(asked, failure));
        Lease lease = root().withLeaseNanos(MINUTE);
        failures.assertTold(failure);
        assertTrue(lease.renewNanos(2 * MINUTE));
        assertEquals(2, asked.get());
    }

    /** A renewal to no deadline, of a lease that has none. */
    @Test
    @Semantic(24)
    void aRenewalWithoutADeadlineAsksForNoThread() {
        AtomicInteger asked = new AtomicInteger();
        builder.threadFactory(failing(asked));
        Lease lease = root().withLeaseNanos(MINUTE);
        assertTrue(lease.renewUntilNanos(Context.NO_DEADLINE));
        assertTrue(lease.renewUntilNanos(Context.NO_DEADLINE));
        assertEquals(1, asked.get());
        assertEquals(1, failures.take().size());
    }

    /** A deadline is met although the thread throws before it runs its work. */
    @Test
    @Semantic(21)
    void aThreadThatEndsBeforeItBeginsIsNoticed() {
        AtomicInteger asked = new AtomicInteger();
        builder.threadFactory(task -> asked.incrementAndGet() == 1 ? thread(() -> {}) : thread(task));
        Context root = root();
        Context first = root.withTimeoutNanos(20 * MILLI);
        assertEquals(1, failures.take().size());
        Context second = root.withTimeoutNanos(20 * MILLI);
        Background.until("both are met", () -> first.isDone() && second.isDone());
        assertEquals(2, asked.get());
    }

    @Test
    @Semantic(21)
    void aFactoryMayStartItsThreads() {
        builder.threadFactory(task -> {
            Thread thread = thread(task);
            thread.start();
            return thread;
        });
        Context root = root();
        List<CancelContext> contexts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            contexts.add(root.withTimeoutNanos(MILLI));
        }
        Background.until("all are met", () -> contexts.stream().allMatch(Context::isDone));
        assertEquals(1, made.size());
    }

    @Test
    @Semantic(21)
    void aHandlerThatSetsDeadlinesDoesNotAskAFailingFactoryAgainAndAgain() {
        AtomicInteger asked = new AtomicInteger();
        builder.threadFactory(failing(asked));
        builder.errorHandler(failure -> runtime.background().withTimeoutNanos(HOUR));
        root().withTimeoutNanos(HOUR);
        assertEquals(1, asked.get());
    }

    @Test
    void aThreadThatWasAskedForStays() {
        root();
        runtime.start();
        Thread thread = made.peek();
        LockSupport.parkNanos(5_500 * MILLI);
        assertTrue(thread.isAlive());
    }

    @Test
    void aRuntimeThatIsDroppedStopsItsThread() {
        root().withTimeoutNanos(HOUR).cancel();
        runtime.start();
        Thread thread = made.peek();
        runtime = null;
        Background.until("the thread has ended", () -> {
            System.gc();
            return !thread.isAlive();
        });
    }

    // ---- closing

    /** Each waits for no thread that drives a wheel. */
    @Test
    @Semantic(14)
    void actionsMayCloseEachOthersRuntimes() {
        for (ContextRuntime.Core core : ContextRuntime.Core.values()) {
            ContextRuntime one = ContextRuntime.builder().core(core).build();
            ContextRuntime other = ContextRuntime.builder().core(core).build();
            CountDownLatch inActions = new CountDownLatch(2);
            CountDownLatch closed = new CountDownLatch(2);
            for (ContextRuntime runtime : List.of(one, other)) {
                ContextRuntime closing = runtime == one ? other : one;
                runtime.background().withTimeoutNanos(500 * MILLI).onDone(() -> {
                    inActions.countDown();
                    Background.await(inActions);
                    closing.close();
                    closed.countDown();
                });
            }
            Background.await(closed);
            one.close();
            other.close();
        }
    }

    /**
     * Each thread closes its own runtime's wheel itself, as no thread has begun, and closes the other one in an action.
     */
    @Test
    @Semantic(14)
    void threadsThatCloseEachOthersRuntimesDoNotWait() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch inActions = new CountDownLatch(2);
        builder.threadFactory(work -> thread(() -> Background.await(never)));
        ContextRuntime one = builder.build();
        ContextRuntime other = builder.build();
        for (ContextRuntime runtime : List.of(one, other)) {
            ContextRuntime closing = runtime == one ? other : one;
            runtime.background().withTimeoutNanos(HOUR).onDone(() -> {
                inActions.countDown();
                Background.await(inActions);
                closing.close();
            });
        }
        Background.race(one::close, other::close);
        never.countDown();
    }

    /** The handler gets the failure of the factory's thread, and sets another deadline. */
    @Test
    @Semantic(21)
    void aHandlerThatSetsDeadlinesDoesNotAskForThreadsThatEndAtOnce() {
        AtomicInteger asked = new AtomicInteger();
        builder.threadFactory(work -> {
            asked.incrementAndGet();
            return thread(() -> {});
        });
        builder.errorHandler(failure -> runtime.background().withTimeoutNanos(HOUR));
        root().withTimeoutNanos(HOUR);
        assertEquals(1, asked.get());
    }

    /**
     * The thread has not begun, so the caller closes the wheel, and its contexts' actions run in the middle of that.
     */
    @Test
    @Semantic(14)
    void anActionMayCloseWhatIsBeingClosed() {
        CountDownLatch release = new CountDownLatch(1);
        builder.threadFactory(work -> thread(() -> {
            Background.await(release);
            work.run();
        }));
        AtomicInteger runs = new AtomicInteger();
        root().withTimeoutNanos(HOUR).onDone(() -> {
            assertFalse(runtime.close(Duration.ofSeconds(30)));
            runtime.close();
            runs.incrementAndGet();
        });
        runtime.close();
        assertEquals(1, runs.get());
        release.countDown();
    }

    @Test
    @Semantic(14)
    void aCloseThatWaitsMayBeBoundedOrInterrupted() {
        for (ContextRuntime.Core core : ContextRuntime.Core.values()) {
            ContextRuntime blocked = ContextRuntime.builder().core(core).build();
            CountDownLatch inAction = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            blocked.background().withTimeoutNanos(500 * MILLI).onDone(() -> {
                inAction.countDown();
                Background.await(release);
            });
            Background.await(inAction);
            assertFalse(blocked.close(Duration.ZERO));
            assertFalse(blocked.close(Duration.ofMillis(20)));
            Thread.currentThread().interrupt();
            blocked.close();
            assertTrue(Thread.interrupted(), "it stays set");
            release.countDown();
            assertTrue(blocked.close(Duration.ofSeconds(30)));
        }
        assertFalse(ContextRuntime.shared().close(Duration.ZERO));
    }

    /** Neither a close that meets the factory, nor one that comes after. */
    @Test
    void aFactoryThatFailsKeepsNobodyFromClosing() {
        for (int i = 0; i < 200; i++) {
            ContextRuntime failing = ContextRuntime.builder()
                    .core(ContextRuntime.Core.LOCK_FREE)
                    .errorHandler(failures)
                    .threadFactory(task -> {
                        Thread.yield();
                        throw new IllegalStateException("meant to be reported");
                    })
                    .build();
            Background.race(failing::close, () -> {
                try {
                    failing.start();
                } catch (IllegalStateException closed) {
                    // Or it was in time.
                }
            });
        }
        failures.take();
    }

    /** All that runs on it throws, and the error handler as well. */
    @Test
    @Semantic(21)
    void itSurvivesWhatIsThrown() {
        AtomicInteger told = new AtomicInteger();
        builder.errorHandler(failure -> {
            told.incrementAndGet();
            throw new Error("meant to be logged");
        });
        Context root = root();
        CountDownLatch ran = new CountDownLatch(3);
        for (Throwable thrown : List.of(new IllegalStateException(), new StackOverflowError(), new Exception())) {
            runOnDeadline(root, () -> {
                ran.countDown();
                OwnThreadTest.<RuntimeException>sneak(thrown);
            });
        }
        Background.await(ran);
        CountDownLatch after = new CountDownLatch(1);
        runOnDeadline(root, after::countDown);
        Background.await(after);
        assertEquals(1, made.size());
        Background.until("all were told", () -> told.get() == 3);
    }

    private static void runOnDeadline(Context root, Runnable action) {
        root.withTimeoutNanos(5 * MILLI).onDone(action);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** A clock that fails now and then makes it late, not lost. */
    @Test
    @Semantic(21)
    void itSurvivesItsClock() {
        AtomicInteger fails = new AtomicInteger();
        builder.clock(() -> {
            if (made.contains(Thread.currentThread()) && fails.getAndDecrement() > 0) {
                throw new IllegalStateException("meant to be reported");
            }
            return System.nanoTime();
        });
        Context root = root();
        CancelContext armed = root.withTimeoutNanos(500 * MILLI); // it is not to end before the clock fails
        fails.set(3);
        Background.until("it has ended", armed::isDone);
        assertEquals(3, failures.take().size());
    }

    // ---- an idle strategy

    /** It would keep a strategy that parks from parking. */
    @Test
    void anInterruptThatAnActionLeavesBehindIsCleared() {
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger idled = new AtomicInteger();
        builder.idleStrategy(idling(() -> {
            idled.incrementAndGet();
            if (Thread.currentThread().isInterrupted()) {
                interrupted.incrementAndGet();
            }
            LockSupport.parkNanos(MILLI);
        }));
        CountDownLatch ran = new CountDownLatch(1);
        Thread self = Thread.currentThread();
        Context context = root().withTimeoutNanos(200 * MILLI);
        context.onDone(() -> {
            assertNotSame(self, Thread.currentThread(), "the deadline had passed before the action was registered");
            Thread.currentThread().interrupt();
            ran.countDown();
        });
        Background.await(ran);
        int before = idled.get();
        Background.until("it has idled", () -> idled.get() > before + 2);
        assertEquals(0, interrupted.get());
    }

    @Test
    void itIdlesAsItIsTold() {
        ConcurrentLinkedQueue<Thread> idlers = new ConcurrentLinkedQueue<>();
        builder.idleStrategy(idling(() -> {
            if (idlers.isEmpty()) {
                idlers.add(Thread.currentThread());
            }
            Thread.yield();
        }));
        Context context = root().withTimeoutNanos(5 * MILLI);
        Background.until("it has ended", context::isDone);
        // Perhaps in its first cycle, with work to do until then.
        Background.until("it has idled", () -> !idlers.isEmpty());
        assertSame(made.peek(), idlers.peek());
    }

    private static IdleStrategy idling(Runnable idle) {
        return new IdleStrategy() {
            @Override
            public void idle(int workCount) {
                if (workCount == 0) {
                    idle();
                }
            }

            @Override
            public void idle() {
                idle.run();
            }

            @Override
            public void reset() {
                // Nothing to reset.
            }
        };
    }
}
