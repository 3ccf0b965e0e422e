package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Background;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.Failures;
import dev.curfew.wheel.ManualClock;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A runtime whose wheel turns on a thread of the user's. */
class CallerDrivenTest {

    private static final long TICK = 1 << 20;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Failures failures = new Failures();
    private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 5);
    private final AtomicInteger wakeups = new AtomicInteger();
    private final ContextRuntime runtime = ContextRuntime.builder()
            .core(ContextRuntime.Core.LOCK_FREE)
            .errorHandler(failures)
            .clock(clock)
            .tick(Duration.ofNanos(TICK))
            .callerDriven(wakeups::incrementAndGet)
            .build();
    private final Context root = runtime.background();

    @AfterEach
    void nothingElseFailed() {
        failures.assertNothingElse();
    }

    private void work() throws Exception {
        Cycles.untilIdle(runtime);
    }

    @Test
    void aDeadlineIsMetInTheCycleAfterItsTick() throws Exception {
        Context context = root.withTimeoutNanos(TICK + 1);
        clock.advance(TICK + 1);
        work();
        assertFalse(context.isDone(), "its tick is not over");
        clock.advance(TICK - 1);
        assertFalse(context.isDone(), "no cycle has run");
        work();
        assertSame(Context.DEADLINE_EXCEEDED, context.err());
    }

    /** A deadline at or after the parent's, one that has passed, and none: they cost no timer. */
    @Test
    void whatArmsNothing() {
        CancelContext parent = root.withTimeoutNanos(HOUR);
        parent.cancel();
        assertEquals(Long.MAX_VALUE, armedAfter(() -> {}), "a cancelled one is disarmed");
        assertEquals(Long.MAX_VALUE, armedAfter(() -> parent.withTimeoutNanos(1)), "its parent has ended");
        assertEquals(Long.MAX_VALUE, armedAfter(() -> root.withTimeoutNanos(0)), "it has passed");
        assertEquals(Long.MAX_VALUE, armedAfter(() -> root.withDeadlineNanos(Context.NO_DEADLINE)), "it has none");
        CancelContext live = root.withTimeoutNanos(HOUR);
        long armed = armedAfter(() -> {});
        live.withTimeoutNanos(HOUR);
        live.withTimeoutNanos(2 * HOUR);
        live.cancel();
        assertTrue(armed != Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, armedAfter(() -> {}), "its children had none of their own");
    }

    private long armedAfter(Runnable derivation) {
        derivation.run();
        return runtime.nextWakeNanos();
    }

    @Test
    void theOwnerLearnsOfNearerDeadlinesOnly() throws Exception {
        root.withTimeoutNanos(HOUR);
        work();
        long wake = runtime.nextWakeNanos();
        assertTrue(wake - clock.nanoTime() > 0);
        root.withTimeoutNanos(2 * HOUR);
        assertEquals(0, wakeups.get());
        root.withTimeoutNanos(TICK);
        assertEquals(1, wakeups.get());
        work();
        root.withTimeoutNanos(1);
        assertEquals(1, wakeups.get(), "it is awake");
    }

    /** A thread that sleeps until {@code nextWakeNanos()} meets each deadline, with one wake-up per level at most. */
    @Test
    void sleepingUntilNextWakeMissesNothing() throws Exception {
        List<Context> contexts = new ArrayList<>();
        for (long in = 1; in < 1L << 50; in = 3 * in + 7) {
            contexts.add(root.withTimeoutNanos(in));
        }
        int wakes = 0;
        for (long wake = runtime.nextWakeNanos(); wake != Long.MAX_VALUE; wake = runtime.nextWakeNanos()) {
            clock.set(wake);
            work();
            wakes++;
            for (Context context : contexts) {
                boolean tickIsOver = wake - context.deadlineNanos() >= TICK;
                assertTrue(!tickIsOver || context.isDone(), "slept through a deadline");
                assertTrue(wake - context.deadlineNanos() >= 0 || !context.isDone(), "early");
            }
        }
        assertTrue(wakes <= contexts.size() * 5, wakes + " wakes");
    }

    @Test
    void anActionRunsOnTheThreadThatWorks() throws Exception {
        List<Thread> threads = new ArrayList<>();
        root.withTimeoutNanos(1).onDone(() -> threads.add(Thread.currentThread()));
        clock.advance(TICK);
        work();
        assertEquals(List.of(Thread.currentThread()), threads);
    }

    /** One reading is half an hour ahead. */
    @Test
    void aClockThatStepsEndsNothingEarly() throws Exception {
        Context before = root.withTimeoutNanos(10 * TICK);
        clock.advance(HOUR);
        work();
        assertTrue(before.isDone(), "by that reading it has passed");
        clock.advance(-HOUR);
        List<CancelContext> contexts = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            contexts.add(root.withTimeoutNanos(i * 100 * TICK));
        }
        for (int i = 0; i <= 100; i++) {
            work();
            long done = contexts.stream().filter(Context::isDone).count();
            assertEquals(i, done, "contexts done after " + i + " periods");
            clock.advance(100 * TICK);
        }
    }

    /** The clock is behind the reading with which the wheel began. */
    @Test
    void aClockThatStepsBehindItsFirstReadingEndsNothingEarly() throws Exception {
        Context before = root.withTimeoutNanos(HOUR);
        clock.advance(-HOUR);
        CancelContext context = root.withTimeoutNanos(10 * TICK);
        work();
        assertFalse(context.isDone());
        clock.advance(11 * TICK);
        work();
        assertTrue(context.isDone());
        assertFalse(before.isDone());
    }

    /** Less than what has the wheel file its timeouts anew. */
    @Test
    void aClockThatStepsALittleEndsNothingEarly() throws Exception {
        for (long step = 1; step < 32 * TICK; step = 2 * step + 1) {
            clock.advance(64 * TICK);
            work();
            clock.advance(-step);
            CancelContext context = root.withTimeoutNanos(TICK);
            work();
            assertFalse(context.isDone(), "after a step of " + step);
            clock.advance(TICK - 1);
            work();
            assertFalse(context.isDone(), "after a step of " + step);
            clock.advance(step + 2 * TICK);
            work();
            assertTrue(context.isDone());
        }
    }

    @Test
    void twoThreadsThatDriveOneWheelAreTold() throws Exception {
        CountDownLatch inAction = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        root.withTimeoutNanos(1).onDone(() -> {
            inAction.countDown();
            Background.await(release);
        });
        clock.advance(TICK);
        var wheelThread = Background.start(this::work);
        Background.await(inAction);
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> runtime.agent().doWork());
        assertTrue(thrown.getMessage().contains("test-background"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains(Thread.currentThread().getName()), thrown.getMessage());
        assertThrows(IllegalStateException.class, runtime::nextWakeNanos);
        release.countDown();
        Background.get(wheelThread);
    }

    // ---- closing

    @Test
    void closeWithATimeoutWaitsForTheOwner() throws Exception {
        Context armed = root.withTimeoutNanos(HOUR);
        work();
        assertFalse(runtime.close(Duration.ofSeconds(30)), "on the wheel thread it does not wait");
        var closing = Background.call(() -> runtime.close(Duration.ofSeconds(30)));
        work();
        assertTrue(Background.get(closing));
        assertTrue(armed.isDone());
    }

    @Test
    void closingSettlesAtTheNextCycle() throws Exception {
        Context armed = root.withTimeoutNanos(HOUR);
        Context plain = root.withCancel();
        runtime.close();
        assertEquals(1, wakeups.get(), "the wheel thread has to close");
        assertFalse(armed.isDone(), "only the wheel thread may end it");
        assertTrue(runtime.nextWakeNanos() - clock.nanoTime() <= 0, "there is work");
        CancelContext parent = root.withCancel();
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> parent.withTimeoutNanos(HOUR));
        assertTrue(refused.getMessage().contains("closed"), refused.getMessage());
        assertSame(Context.DEADLINE_EXCEEDED, root.withTimeoutNanos(0).err(), "born ended");
        runtime.agent().doWork();
        assertSame(Context.CANCELED, armed.err());
        assertTrue(armed.cause() instanceof IllegalStateException);
        assertTrue(armed.cause().getMessage().contains("closed"), armed.cause().getMessage());
        assertFalse(plain.isDone());
        assertEquals(Long.MAX_VALUE, runtime.nextWakeNanos());
        assertEquals(0, runtime.agent().doWork());
    }

    @Test
    void theAgentsEndIsTheRuntimes() {
        Context armed = root.withTimeoutNanos(HOUR);
        runtime.agent().onClose();
        assertSame(Context.CANCELED, armed.err());
        assertThrows(IllegalStateException.class, () -> root.withTimeoutNanos(HOUR));
    }

    @Test
    void anActionMayCloseTheRuntime() throws Exception {
        Context other = root.withTimeoutNanos(HOUR);
        root.withTimeoutNanos(1).onDone(runtime::close);
        clock.advance(TICK);
        work();
        work();
        assertSame(Context.CANCELED, other.err());
    }

    @Test
    void aWakeupThatThrowsIsReported() throws Exception {
        IllegalStateException failure = new IllegalStateException("meant to be reported");
        ContextRuntime failing = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .errorHandler(failures)
                .callerDriven(() -> {
                    throw failure;
                })
                .build();
        failing.nextWakeNanos();
        Context armed = failing.background().withTimeoutNanos(HOUR);
        assertNull(armed.err());
        failures.assertTold(failure);
        failing.close();
        failures.assertTold(failure);
        failing.agent().doWork();
        assertTrue(armed.isDone());
    }

    // ---- Agrona's ways to run an agent

    @Test
    void byAnInvoker() {
        AgentInvoker invoker = new AgentInvoker(failures, null, runtime.agent());
        invoker.start();
        Context context = root.withTimeoutNanos(1);
        clock.advance(TICK);
        invoker.invoke();
        assertTrue(context.isDone());
        Context armed = root.withTimeoutNanos(HOUR);
        invoker.close();
        assertSame(Context.CANCELED, armed.err());
    }

    /** One thread for the wheel and for the user's own agent. */
    @Test
    void byARunnerTogetherWithOthers() throws Exception {
        ContextRuntime real = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .errorHandler(failures)
                .callerDriven()
                .build();
        CompletableFuture<Thread> mine = new CompletableFuture<>();
        CompletableFuture<Thread> wheels = new CompletableFuture<>();
        Agent matching = new Agent() {
            @Override
            public int doWork() {
                mine.complete(Thread.currentThread());
                return 0;
            }

            @Override
            public String roleName() {
                return "matching";
            }
        };
        real.background().withTimeoutNanos(TICK).onDone(() -> wheels.complete(Thread.currentThread()));
        try (AgentRunner runner = new AgentRunner(
                new SleepingMillisIdleStrategy(1), failures, null, new CompositeAgent(matching, real.agent()))) {
            AgentRunner.startOnThread(runner, Background::daemon);
            assertSame(Background.get(mine), Background.get(wheels));
        }
        assertThrows(IllegalStateException.class, () -> real.background().withTimeoutNanos(HOUR));
    }

    // ---- an event loop

    /** The loop blocks in its selector for an hour. A nearer deadline wakes it. */
    @Test
    void byALoopThatBlocksInASelector() throws Exception {
        try (Selector selector = Selector.open()) {
            ContextRuntime loops = ContextRuntime.builder()
                    .core(ContextRuntime.Core.LOCK_FREE)
                    .errorHandler(failures)
                    .callerDriven(selector::wakeup)
                    .build();
            AtomicBoolean stopped = new AtomicBoolean();
            AtomicBoolean asleep = new AtomicBoolean();
            AtomicInteger turns = new AtomicInteger();
            Thread loop = Background.daemon(() -> {
                while (!stopped.get()) {
                    turn(selector, loops, asleep);
                    turns.incrementAndGet();
                }
            });
            loop.start();
            loops.background().withTimeoutNanos(HOUR);
            for (int i = 0; i < 5; i++) {
                Background.until("the loop is about to block", asleep::get);
                Context near = loops.background().withTimeoutNanos(2 * TICK);
                Background.until("the loop has woken", near::isDone);
                assertSame(Context.DEADLINE_EXCEEDED, near.err());
            }
            assertTrue(turns.get() < 1_000, "it slept in between: " + turns);
            stopped.set(true);
            loops.close();
            loop.join();
        }
    }

    /** As the user writes it: work first, then ask how long to block, then block. */
    private static void turn(Selector selector, ContextRuntime runtime, AtomicBoolean asleep) {
        try {
            while (runtime.agent().doWork() > 0) {
                // Once more.
            }
            long wake = runtime.nextWakeNanos();
            asleep.set(true);
            if (wake == Long.MAX_VALUE) {
                selector.select();
            } else {
                long left = Math.max(0, wake - runtime.clock().nanoTime());
                selector.select(1 + TimeUnit.NANOSECONDS.toMillis(left)); // rounded up, and 0 would be for ever
            }
            asleep.set(false);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
