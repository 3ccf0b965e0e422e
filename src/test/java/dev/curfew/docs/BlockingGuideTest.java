package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.DeadlineExceededException;
import dev.curfew.concurrent.Blocking;
import dev.curfew.concurrent.ContextExecutors;
import dev.curfew.concurrent.ContextFutures;
import dev.curfew.kit.Background;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recipes of docs/blocking.md for a queue, a lock, a sleep, a future and an executor, and what the page says of them. */
class BlockingGuideTest {

    private final ExecutorService executor = Executors.newSingleThreadExecutor(Background::daemon);
    private final CancelContext context = Context.background().withCancel();

    @AfterEach
    void shutDown() {
        context.close();
        executor.shutdownNow();
        assertFalse(Thread.interrupted(), "a stray interrupt");
    }

    /** Runs the call on another thread, ends the context once that waits, and returns what the call threw. */
    private ContextException endsWhileItWaits(Background.Task call) {
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        Future<ContextException> thrown = Background.call(() -> {
            caller.complete(Thread.currentThread());
            ContextException end = assertThrows(ContextException.class, call::run);
            assertFalse(Thread.currentThread().isInterrupted(), "a stray interrupt");
            return end;
        });
        Background.untilParked(Background.get(caller));
        context.cancel();
        return Background.get(thrown);
    }

    // ---- a queue

    private static String next(Context context, BlockingQueue<String> orders) throws InterruptedException {
        // snippet: queue
        String order = Blocking.call(context, orders::take);
        // end
        return order;
    }

    @Test
    void aQueue() throws Exception {
        BlockingQueue<String> orders = new LinkedBlockingQueue<>(List.of("buy", "sell"));
        assertEquals("buy", next(context, orders));
        assertEquals("sell", next(context, orders));
        ContextException end = endsWhileItWaits(() -> next(context, orders));
        assertSame(CanceledException.class, end.getClass());
        assertSame(InterruptedException.class, end.getSuppressed()[0].getClass());
        orders.add("late");
        assertThrows(CanceledException.class, () -> next(context, orders));
        assertEquals(1, orders.size(), "an ended context takes nothing");
    }

    // ---- a lock

    private static void change(Context context, ReentrantLock lock, Runnable update) throws InterruptedException {
        // snippet: lock
        Blocking.run(context, lock::lockInterruptibly);
        try {
            update.run();
        } finally {
            lock.unlock();
        }
        // end
    }

    @Test
    void aLock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        AtomicInteger changes = new AtomicInteger();
        change(context, lock, changes::incrementAndGet);
        assertFalse(lock.isLocked());
        lock.lock();
        endsWhileItWaits(() -> change(context, lock, changes::incrementAndGet));
        lock.unlock();
        assertEquals(1, changes.get());
    }

    @Test
    void theEndDoesNotInterruptWhatRunsUnderTheLock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        change(context, lock, () -> {
            context.cancel();
            assertFalse(Thread.currentThread().isInterrupted());
            assertTrue(lock.isHeldByCurrentThread());
        });
        assertFalse(lock.isLocked());
    }

    @Test
    void aLockIsHeldOrNotWhenTheEndRacesIt() {
        ReentrantLock lock = new ReentrantLock();
        for (int round = 0; round < 1_000; round++) {
            CancelContext ending = context.withCancel();
            Background.race(
                    () -> {
                        try {
                            change(ending, lock, () -> assertTrue(lock.isHeldByCurrentThread()));
                        } catch (CanceledException e) {
                            assertFalse(lock.isHeldByCurrentThread());
                        }
                        assertFalse(Thread.currentThread().isInterrupted());
                    },
                    ending::cancel);
            assertFalse(lock.isLocked());
        }
    }

    // ---- a sleep

    private static void sleep(Context context, Duration pause) throws InterruptedException {
        // snippet: sleep
        if (context.await(pause)) {
            context.throwIfDone();
        }
        // end
    }

    @Test
    void aSleep() throws Exception {
        sleep(context, Duration.ofNanos(1));
        ContextException end = endsWhileItWaits(() -> sleep(context, Duration.ofDays(1)));
        assertEquals(0, end.getSuppressed().length, "no interrupt is involved");
        CancelContext timed = Context.background().withTimeoutNanos(1);
        assertThrows(DeadlineExceededException.class, () -> sleep(timed, Duration.ofDays(1)));
    }

    // ---- a future

    @Test
    void aFuture() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ContextException end = endsWhileItWaits(() -> text(answer));
        assertSame(CanceledException.class, end.getClass());
        assertFalse(answer.isDone(), "the future goes on");
        answer.complete("ada");
        assertEquals("ada", text(answer), "a future that is complete gives its outcome");
    }

    private String text(CompletableFuture<String> answer) throws Exception {
        // snippet: future
        String text = ContextFutures.get(context, answer);
        // end
        return text;
    }

    private CompletableFuture<Integer> length(CompletableFuture<String> answer) {
        // snippet: stage
        CompletableFuture<Integer> length =
                ContextFutures.bounded(context, answer, executor).thenApply(String::length);
        // end
        return length;
    }

    @Test
    void aStage() {
        assertEquals(3, length(CompletableFuture.completedFuture("ada")).join());
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Thread> completer = length(answer).handle((length, failure) -> Thread.currentThread());
        context.cancel();
        assertSame(Background.get(executor.submit(Thread::currentThread)), Background.get(completer));
        assertFalse(answer.isDone(), "the stage goes on");
    }

    @Test
    void aFutureThatIsCancelled() {
        CompletableFuture<String> answer = cut(new CompletableFuture<>());
        context.cancel();
        assertThrows(CancellationException.class, () -> answer.get(30, TimeUnit.SECONDS));
    }

    private CompletableFuture<String> cut(CompletableFuture<String> asked) {
        // snippet: cancelled
        CompletableFuture<String> answer = ContextFutures.cancelOnDone(context, asked, executor);
        // end
        return answer;
    }

    // ---- an executor

    private Future<Integer> start(Runnable index, Callable<Integer> count) {
        // snippet: executor
        ExecutorService tasks = ContextExecutors.bound(context, executor);
        tasks.execute(index);
        Future<Integer> counted = tasks.submit(count);
        // end
        return counted;
    }

    @Test
    void anExecutor() throws Exception {
        assertEquals(3, Background.get(start(() -> {}, () -> 3)));
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger counts = new AtomicInteger();
        Future<Integer> waits = start(
                () -> {
                    runs.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                },
                counts::incrementAndGet);
        Background.await(runs);
        context.cancel();
        Background.await(interrupted);
        assertTrue(waits.isCancelled());
        Background.get(executor.submit(() -> {}));
        assertEquals(0, counts.get());
        Throwable refused = assertThrows(RejectedExecutionException.class, () -> start(() -> {}, () -> 3));
        assertSame(CanceledException.class, refused.getCause().getClass());
        assertFalse(executor.isShutdown());
    }
}
