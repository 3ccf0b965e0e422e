package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parking until the end: told, timed out, interrupted, or done before; on platform and virtual threads. */
@EveryCore
@Semantic(16)
class WaitTest extends Contract {

    /** The pool has one worker, and what ends the context is another task of it. */
    @Test
    void aWorkerOfAForkJoinPoolIsReplacedWhileItWaits() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            CancelContext context = origin().withCancel();
            ForkJoinTask<Boolean> waiting = pool.submit(() -> {
                pool.submit(() -> context.cancel());
                context.await();
                return context.awaitNanos(1);
            });
            assertTrue(waiting.get(30, TimeUnit.SECONDS));
            CancelContext other = origin().withCancel();
            ForkJoinTask<Boolean> timed = pool.submit(() -> {
                pool.submit(() -> other.cancel());
                return other.awaitNanos(HOUR_NANOS);
            });
            assertTrue(timed.get(30, TimeUnit.SECONDS));
        } finally {
            pool.shutdownNow();
        }
    }

    private interface Wait {
        boolean on(Context context) throws InterruptedException;
    }

    /** Every way to wait without a limit that matters. */
    private static final List<Wait> WAYS = List.of(
            context -> {
                context.await();
                return true;
            },
            context -> context.await(HOUR),
            context -> context.await(Duration.ofSeconds(Long.MAX_VALUE)),
            context -> context.awaitNanos(HOUR_NANOS),
            context -> context.awaitNanos(Long.MAX_VALUE),
            context -> {
                context.done().await();
                return true;
            },
            context -> context.done().awaitNanos(HOUR_NANOS));

    static Stream<Threads> threads() {
        return Threads.kinds().stream();
    }

    /** A waiter on a thread of its own: started, and parked as far as one can tell. */
    private static final class Waiter {
        final CompletableFuture<Boolean> result = new CompletableFuture<>();
        final AtomicBoolean interruptedAfterwards = new AtomicBoolean();
        final Thread thread;

        Waiter(Threads kind, Wait way, Context context) {
            CountDownLatch started = new CountDownLatch(1);
            thread = kind.start(() -> {
                started.countDown();
                try {
                    result.complete(way.on(context));
                } catch (Throwable e) {
                    interruptedAfterwards.set(Thread.currentThread().isInterrupted());
                    result.completeExceptionally(e);
                }
            });
            Background.await(started);
            Background.untilParked(thread);
        }

        boolean get() {
            return Background.get(result);
        }
    }

    /** Contexts that end when the owner is cancelled. */
    private List<Context> contextsOf(CancelContext owner) {
        ForeignDone done = new ForeignDone();
        owner.onDone(done::end);
        return List.of(
                owner,
                owner.withCancel(),
                owner.withTimeout(HOUR),
                owner.withValue(USER, "ada"),
                new ForwardingContext(owner) {},
                new ForeignContext(owner, done));
    }

    @ParameterizedTest
    @MethodSource("threads")
    @Semantic(3)
    void theEndWakesEveryWaiter(Threads kind) {
        CancelContext owner = root.withCancel();
        List<Waiter> waiters = new ArrayList<>();
        for (Context context : contextsOf(owner)) {
            for (Wait way : WAYS) {
                waiters.add(new Waiter(kind, way, context));
            }
        }
        waiters.forEach(waiter -> assertFalse(waiter.result.isDone(), "woken before the end"));
        owner.cancel();
        waiters.forEach(waiter -> assertTrue(waiter.get()));
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aDeadlineWakesAWaiter(Threads kind) {
        for (Wait way : WAYS) {
            CancelContext context = root.withTimeoutNanos(20 * MILLI);
            CompletableFuture<Boolean> result = new CompletableFuture<>();
            kind.start(() -> {
                try {
                    boolean told = way.on(context);
                    assertExpired(context);
                    result.complete(told);
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            assertTrue(Background.get(result));
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aRaceOfWaitAndEndNeverStrandsTheWaiter(Threads kind) {
        for (int round = 0; round < 1_000; round++) {
            CancelContext parent = root.withCancel();
            CancelContext context = parent.withCancel();
            CompletableFuture<Boolean> result = new CompletableFuture<>();
            Wait way = WAYS.get(round % WAYS.size());
            kind.start(() -> {
                try {
                    result.complete(way.on(context));
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            for (int spin = 0; spin < round; spin++) {
                Thread.onSpinWait();
            }
            parent.cancel();
            assertTrue(Background.get(result));
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void anInterruptEndsTheWait(Threads kind) {
        CancelContext owner = root.withCancel();
        for (Context context : contextsOf(owner)) {
            for (Wait way : WAYS) {
                Waiter waiter = new Waiter(kind, way, context);
                waiter.thread.interrupt();
                AssertionError error = assertThrows(AssertionError.class, waiter::get);
                assertEquals(InterruptedException.class, error.getCause().getClass());
                assertFalse(waiter.interruptedAfterwards.get(), "the exception stands for the status");
                assertFalse(context.isDone());
            }
        }
        assertLive(owner);
        assertTrue(owner.cancel());
    }

    @Test
    void anInterruptBeforeTheWaitEndsIt() {
        CancelContext owner = root.withCancel();
        List<Context> contexts = new ArrayList<>(contextsOf(owner));
        contexts.add(root);
        contexts.add(root.withoutCancel());
        for (Context context : contexts) {
            for (Wait way : WAYS) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> way.on(context));
                assertFalse(Thread.currentThread().isInterrupted());
            }
        }
    }

    @Test
    void waitingOnWhatIsDoneReturnsAtOnceEvenInterrupted() throws InterruptedException {
        CancelContext owner = root.withCancel();
        List<Context> contexts = contextsOf(owner);
        owner.cancel();
        for (Context context : contexts) {
            for (Wait way : WAYS) {
                assertTrue(way.on(context));
                Thread.currentThread().interrupt();
                assertTrue(way.on(context));
                assertTrue(Thread.interrupted(), "the status is kept");
            }
            assertTrue(context.awaitNanos(0));
            assertTrue(context.awaitNanos(-1));
            assertTrue(context.awaitNanos(Long.MIN_VALUE));
            assertTrue(context.await(Duration.ZERO));
        }
    }

    @Test
    void aPassedTimeoutIsFalse() throws InterruptedException {
        CancelContext owner = root.withCancel();
        List<Context> contexts = new ArrayList<>(contextsOf(owner));
        contexts.add(root);
        contexts.add(root.withoutCancel());
        for (Context context : contexts) {
            long start = System.nanoTime();
            assertFalse(context.awaitNanos(MILLI));
            assertTrue(System.nanoTime() - start >= MILLI, "waited too short");
            assertFalse(context.await(Duration.ofMillis(1)));
            assertFalse(context.done().awaitNanos(MILLI));
            assertFalse(context.awaitNanos(1));
        }
    }

    @Test
    void aTimeoutThatIsNotPositiveOnlyAsks() throws InterruptedException {
        CancelContext owner = root.withCancel();
        List<Context> contexts = new ArrayList<>(contextsOf(owner));
        contexts.add(root);
        for (Context context : contexts) {
            assertFalse(context.awaitNanos(0));
            assertFalse(context.awaitNanos(-1));
            assertFalse(context.awaitNanos(Long.MIN_VALUE));
            assertFalse(context.await(Duration.ZERO));
            assertFalse(context.await(Duration.ofSeconds(Long.MIN_VALUE)));
            assertFalse(context.done().awaitNanos(-1));
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void spuriousWakeUpsDoNotEndTheWait(Threads kind) {
        CancelContext owner = root.withCancel();
        for (Context context : contextsOf(owner)) {
            Waiter waiter = new Waiter(kind, WAYS.get(0), context);
            Waiter timed = new Waiter(kind, WAYS.get(3), context);
            for (int i = 0; i < 20; i++) {
                LockSupport.unpark(waiter.thread);
                LockSupport.unpark(timed.thread);
                Background.untilParked(waiter.thread);
                Background.untilParked(timed.thread);
            }
            assertFalse(waiter.result.isDone());
            assertFalse(timed.result.isDone());
            waiter.thread.interrupt();
            timed.thread.interrupt();
            assertThrows(AssertionError.class, waiter::get);
            assertThrows(AssertionError.class, timed::get);
        }
    }

    @Test
    void aWaitThatWasGivenUpDoesNotDisturbLaterOnes() throws InterruptedException {
        CancelContext context = root.withCancel();
        for (int i = 0; i < 100; i++) {
            assertFalse(context.awaitNanos(1_000));
        }
        Waiter waiter = new Waiter(Threads.PLATFORM, WAYS.get(0), context);
        context.cancel();
        assertTrue(waiter.get());
    }

    @Test
    @Semantic({10, 11})
    void aWaiterThatLeavesAForeignSignalTakesItsRegistrationBack() throws InterruptedException {
        ForeignDone done = new ForeignDone();
        Context foreign = new ForeignContext(root, done, Context.CANCELED);
        for (Context context : List.of(foreign, foreign.withValue(USER, "ada"))) {
            assertFalse(context.awaitNanos(1_000));
            for (Wait way : WAYS) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> way.on(context));
            }
        }
        assertEquals(0, done.attached());
    }

    @Test
    void anActionMayWaitForWhatIsDone() {
        CancelContext top = root.withCancel();
        CancelContext child = top.withCancel();
        List<Boolean> waited = new ArrayList<>();
        top.onDone(() -> {
            try {
                top.await();
                waited.add(child.awaitNanos(HOUR_NANOS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        top.cancel();
        assertEquals(List.of(true), waited);
    }

    @Test
    @Semantic(12)
    void neverIsNeverDone() throws InterruptedException {
        assertFalse(Done.NEVER.isDone());
        assertFalse(Done.NEVER.awaitNanos(MILLI));
        assertFalse(Done.NEVER.awaitNanos(-1));
        Waiter waiter = new Waiter(Threads.PLATFORM, context -> Done.NEVER.awaitNanos(HOUR_NANOS), root);
        waiter.thread.interrupt();
        assertThrows(AssertionError.class, waiter::get);
    }
}
