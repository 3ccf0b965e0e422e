package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ForwardingContext;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the executors and tasks of a context promise. */
@EveryCore
@Semantic(29)
class ContextExecutorsTest extends ConcurrentContract {

    private final IOException why = new IOException("client gone");

    @Test
    void aBoundExecutorRuns() throws Exception {
        ExecutorService view = ContextExecutors.bound(root, pool);
        assertEquals("answer", view.submit(() -> "answer").get());
        assertEquals(
                List.of(1, 2),
                view.invokeAll(List.<Callable<Integer>>of(() -> 1, () -> 2)).stream()
                        .map(Background::get)
                        .toList());
        assertEquals(3, view.invokeAny(List.<Callable<Integer>>of(() -> 3)));
        assertFalse(view.isShutdown());
        assertFalse(view.isTerminated());
        view.shutdown();
        assertTrue(view.isShutdown());
        assertTrue(view.awaitTermination(1, TimeUnit.MINUTES));
        assertTrue(view.isTerminated());
        assertThrows(RejectedExecutionException.class, () -> view.execute(() -> {}));
        assertFalse(pool.isShutdown());
    }

    @Test
    void itRejectsAfterTheEnd() {
        CancelContext context = root.withCancel();
        ExecutorService view = ContextExecutors.bound(context, pool);
        context.cancel(why);
        for (Executable call : List.<Executable>of(() -> view.execute(() -> {}), () -> view.submit(() -> 1))) {
            Throwable cause =
                    assertThrows(RejectedExecutionException.class, call).getCause();
            assertInstanceOf(CanceledException.class, cause);
            assertSame(why, cause.getCause());
        }
        assertTrue(view.isShutdown());
        assertTrue(view.isTerminated());
        assertFalse(pool.isShutdown());
    }

    /** J1: the view's future is cancelled by the end, and by nothing that the executor does later. */
    @Test
    void whatWaitsIsCancelled() throws Exception {
        Held held = new Held();
        CancelContext context = root.withCancel();
        ExecutorService view = ContextExecutors.bound(context, held);
        AtomicInteger runs = new AtomicInteger();
        Future<?> future = view.submit(runs::incrementAndGet);
        view.execute(runs::incrementAndGet);
        context.cancel();
        assertTrue(future.isCancelled());
        assertTrue(view.isTerminated());
        held.runAll();
        assertEquals(0, runs.get());
    }

    @Test
    void whatRunsIsInterrupted() throws Exception {
        CancelContext context = root.withCancel();
        ExecutorService view = ContextExecutors.bound(context, pool);
        CountDownLatch running = new CountDownLatch(1);
        Future<?> future = view.submit(() -> {
            running.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        running.await();
        Future<Boolean> terminated = Background.call(() -> view.awaitTermination(1, TimeUnit.MINUTES));
        context.cancel();
        assertInstanceOf(
                InterruptedException.class,
                assertThrows(ExecutionException.class, future::get).getCause());
        assertTrue(Background.get(terminated));
    }

    /** J5: the end of the context alone wakes this. */
    @Test
    void awaitTerminationSeesTheEndOfAnIdleView() {
        CancelContext context = root.withCancel();
        ExecutorService view = ContextExecutors.bound(context, pool);
        Future<Boolean> terminated = Background.call(() -> view.awaitTermination(1, TimeUnit.HOURS));
        context.cancel();
        assertTrue(Background.get(terminated));
    }

    @Test
    void awaitTerminationHasALimit() throws Exception {
        ExecutorService view = ContextExecutors.bound(root, pool);
        assertFalse(view.awaitTermination(1, TimeUnit.NANOSECONDS));
        assertEquals(
                "unit",
                assertThrows(NullPointerException.class, () -> view.awaitTermination(1, null))
                        .getMessage());
    }

    @Test
    void shutdownNowReturnsWhatWaitsAndInterruptsWhatRuns() throws Exception {
        ExecutorService view = ContextExecutors.bound(root, pool);
        CountDownLatch running = new CountDownLatch(1);
        Future<?> future = view.submit(() -> {
            running.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        running.await();
        assertEquals(List.of(), view.shutdownNow());
        assertTrue(view.awaitTermination(1, TimeUnit.MINUTES));
        assertThrows(ExecutionException.class, future::get);

        Held held = new Held();
        ExecutorService waiting = ContextExecutors.bound(root, held);
        AtomicInteger runs = new AtomicInteger();
        Runnable task = runs::incrementAndGet;
        waiting.execute(task);
        assertEquals(List.of(task), waiting.shutdownNow());
        held.runAll();
        assertEquals(0, runs.get());
        assertTrue(waiting.isTerminated());
    }

    /** A task is returned, or rejected, or run. */
    @Test
    void shutdownNowReturnsNoTaskThatItRejects() {
        for (int round = 0; round < 3_000; round++) {
            ExecutorService view = ContextExecutors.bound(root, command -> {});
            AtomicInteger rejected = new AtomicInteger();
            AtomicInteger returned = new AtomicInteger();
            Background.race(
                    () -> {
                        try {
                            view.execute(() -> {});
                        } catch (RejectedExecutionException e) {
                            rejected.incrementAndGet();
                        }
                    },
                    () -> returned.set(view.shutdownNow().size()));
            assertEquals(1, rejected.get() + returned.get());
            assertTrue(view.isTerminated());
        }
    }

    @Test
    void aTaskThatShutdownNowHasReturnedIsNotRejectedByTheExecutorToo() {
        List<Runnable> returned = new ArrayList<>();
        AtomicReference<ExecutorService> view = new AtomicReference<>();
        view.set(ContextExecutors.bound(root, command -> {
            returned.addAll(view.get().shutdownNow());
            throw new RejectedExecutionException("full");
        }));
        view.get().execute(() -> {});
        assertEquals(1, returned.size());
    }

    /** It makes all futures before it executes the first. */
    @Test
    void aTimedInvokeAllTiesNoFutureToAnother() throws Exception {
        CancelContext context = root.withCancel();
        AtomicBoolean isSecond = new AtomicBoolean();
        ExecutorService view = ContextExecutors.bound(context, command -> {
            if (isSecond.getAndSet(true)) {
                command.run();
            }
        });
        List<Callable<String>> tasks = List.of(() -> "never runs", () -> {
            context.cancel();
            return "runs";
        });
        List<Future<String>> futures = view.invokeAll(tasks, 1, TimeUnit.HOURS);
        assertTrue(futures.get(0).isCancelled());
        assertEquals("runs", futures.get(1).get());
    }

    @Test
    void aRejectionOfTheExecutorPasses() {
        RejectedExecutionException full = new RejectedExecutionException("full");
        ExecutorService view = ContextExecutors.bound(root, command -> {
            throw full;
        });
        assertSame(full, assertThrows(RejectedExecutionException.class, () -> view.execute(() -> {})));
        view.shutdown();
        assertTrue(view.isTerminated());
    }

    @Test
    void whatATaskThrowsReachesTheExecutor() {
        IllegalStateException failure = new IllegalStateException("meant");
        ExecutorService view = ContextExecutors.bound(root, Runnable::run);
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> view.execute(() -> {
                            throw failure;
                        })));
        view.shutdown();
        assertTrue(view.isTerminated());
    }

    @Test
    void endsThatRaceTasks() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            CancelContext context = root.withCancel();
            ExecutorService view = ContextExecutors.bound(context, pool);
            AtomicInteger runs = new AtomicInteger();
            AtomicInteger rejected = new AtomicInteger();
            Background.race(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            try {
                                view.execute(runs::incrementAndGet);
                            } catch (RejectedExecutionException e) {
                                rejected.incrementAndGet();
                            }
                        }
                    },
                    context::cancel);
            assertTrue(view.awaitTermination(1, TimeUnit.MINUTES));
            int after = runs.get();
            assertTrue(after + rejected.get() <= 3);
            assertTrue(view.isTerminated());
        }
    }

    // ---- futures inside futures

    /** An {@link ExecutorCompletionService} executes a future of its own, around the one that it returns. */
    @Test
    void theEndCancelsFuturesOfACompletionService() {
        Held held = new Held();
        CancelContext context = root.withCancel();
        ExecutorCompletionService<Integer> completions =
                new ExecutorCompletionService<>(ContextExecutors.bound(context, held));
        Future<Integer> waiting = completions.submit(() -> 1);
        Future<Integer> another = completions.submit(() -> {}, 2);
        context.cancel();
        assertTrue(waiting.isCancelled());
        assertTrue(another.isCancelled());
        assertEquals(Set.of(waiting, another), Set.of(completions.poll(), completions.poll()));
    }

    @Test
    void invokeAnyEndsWithTheContext() {
        CountDownLatch both = new CountDownLatch(2);
        CancelContext context = root.withCancel();
        ExecutorService view = ContextExecutors.bound(context, command -> both.countDown());
        Future<ExecutionException> thrown = Background.call(() -> assertThrows(
                ExecutionException.class, () -> view.invokeAny(List.<Callable<Integer>>of(() -> 1, () -> 2))));
        Background.await(both);
        context.cancel();
        assertInstanceOf(CancellationException.class, Background.get(thrown).getCause());
    }

    @Test
    void invokeAllEndsWithTheContext() {
        CountDownLatch both = new CountDownLatch(2);
        CancelContext context = root.withCancel();
        ExecutorService view = ContextExecutors.bound(context, command -> both.countDown());
        Future<List<Future<Integer>>> all =
                Background.call(() -> view.invokeAll(List.<Callable<Integer>>of(() -> 1, () -> 2)));
        Background.await(both);
        context.cancel();
        assertTrue(Background.get(all).stream().allMatch(Future::isCancelled));
    }

    // ---- what goes wrong on the way

    @Test
    void aContextThatFailsLeavesNoTaskBehind() {
        boolean[] broken = {false};
        Context foreign = new ForwardingContext(root) {
            @Override
            public ContextRuntime runtime() {
                if (broken[0]) {
                    throw new IllegalStateException("broken");
                }
                return super.runtime();
            }
        };
        ExecutorService view = ContextExecutors.bound(foreign, Runnable::run);
        broken[0] = true;
        assertThrows(IllegalStateException.class, () -> view.execute(() -> {}));
        broken[0] = false;
        view.shutdown();
        assertTrue(view.isTerminated());
    }

    /** A task leaves an interruption open, which the thread of the executor would keep. */
    @Test
    void anInterruptionThatATaskLeavesOpenIsClosed() throws Exception {
        ExecutorService view = ContextExecutors.bound(root.withCancel(), Runnable::run);
        CancelContext other = root.withCancel();
        assertEquals("answer", view.submit(() -> leaveOpen(other)).get());
        ContextExecutors.runnable(root.withCancel(), () -> leaveOpen(other)).run();
        other.cancel();
        assertFalse(Thread.interrupted());
    }

    private static String leaveOpen(Context context) {
        Interruption left = Interruption.onDone(context);
        assertFalse(left.happened());
        return "answer";
    }

    // ---- runnable and callable

    @Test
    void aRunnableDoesNothingAfterTheEnd() {
        CancelContext context = root.withCancel();
        AtomicInteger runs = new AtomicInteger();
        Runnable task = ContextExecutors.runnable(context, runs::incrementAndGet);
        task.run();
        task.run();
        assertEquals(2, runs.get());
        context.cancel();
        task.run();
        assertEquals(2, runs.get());
    }

    @Test
    void aRunnableIsInterrupted() {
        CancelContext context = root.withCancel();
        AtomicInteger interrupts = new AtomicInteger();
        ContextExecutors.runnable(context, () -> {
                    context.cancel();
                    if (Thread.currentThread().isInterrupted()) {
                        interrupts.incrementAndGet();
                    }
                })
                .run();
        assertEquals(1, interrupts.get());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aCallableThrowsAfterTheEnd() throws Exception {
        CancelContext context = root.withCancel();
        Callable<String> task = ContextExecutors.callable(context, () -> "answer");
        assertEquals("answer", task.call());
        context.cancel(why);
        assertSame(why, assertThrows(CanceledException.class, task::call).getCause());
    }

    @Test
    void aCallableKeepsItsResultAndTranslatesTheInterrupt() throws Exception {
        CancelContext context = root.withCancel();
        assertEquals(
                "answer",
                ContextExecutors.callable(context, () -> {
                            context.cancel();
                            return "answer";
                        })
                        .call());
        CancelContext other = root.withCancel();
        Callable<String> task = ContextExecutors.callable(other, () -> {
            other.cancel(why);
            new CountDownLatch(1).await();
            return "never";
        });
        CanceledException thrown = assertThrows(CanceledException.class, task::call);
        assertSame(why, thrown.getCause());
        assertInstanceOf(InterruptedException.class, thrown.getSuppressed()[0]);
        IOException failure = new IOException("reset");
        assertSame(failure, assertThrows(IOException.class, ContextExecutors.callable(root, () -> {
            throw failure;
        })::call));
    }

    @Test
    void badInput() {
        assertNamed("context", () -> ContextExecutors.bound(null, pool));
        assertNamed("executor", () -> ContextExecutors.bound(root, null));
        assertNamed("context", () -> ContextExecutors.runnable(null, () -> {}));
        assertNamed("task", () -> ContextExecutors.runnable(root, null));
        assertNamed("context", () -> ContextExecutors.callable(null, () -> 1));
        assertNamed("task", () -> ContextExecutors.callable(root, null));
        assertNamed("command", () -> ContextExecutors.bound(root, pool).execute(null));
    }

    private static void assertNamed(String parameter, Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }
}
