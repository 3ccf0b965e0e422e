package dev.curfew.fray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.concurrent.ContextFutures;
import dev.curfew.concurrent.Interruption;
import dev.curfew.concurrent.TaskGroup;
import dev.curfew.concurrent.TaskGroup.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Programs for Fray, as {@link FrayTrials}, of {@code dev.curfew.concurrent}. */
@SuppressWarnings("unused") // Named on a command line.
final class ConcurrentTrials {

    private ConcurrentTrials() {}

    /** The contexts of two nested scopes end while those are closed: no interrupt is left, and none comes later. */
    static void interruption() throws InterruptedException {
        CancelContext outer = Context.background().withCancel();
        CancelContext inner = Context.background().withCancel();
        Thread endInner = new Thread(inner::cancel);
        Thread endOuter = new Thread(outer::cancel);
        endInner.start();
        endOuter.start();
        Interruption enclosing = Interruption.onDone(outer);
        Interruption within = Interruption.onDone(inner);
        within.close();
        if (enclosing.happened()) {
            assertTrue(Thread.currentThread().isInterrupted(), "the interrupt of the outer is lost");
        }
        enclosing.close();
        endInner.join(); // throws if there is a stray interrupt
        endOuter.join();
        assertFalse(Thread.interrupted(), "a late interrupt");
    }

    /** A future that completes while the context ends. */
    static void get() throws InterruptedException {
        CancelContext context = Context.background().withCancel();
        CompletableFuture<String> future = new CompletableFuture<>();
        FrayTrials.together(context::cancel, () -> future.complete("result"), () -> {
            try {
                assertEquals("result", ContextFutures.get(context, future));
            } catch (CanceledException e) {
                assertTrue(context.isDone());
            } catch (ExecutionException | InterruptedException e) {
                throw new AssertionError(e);
            }
            assertFalse(Thread.interrupted(), "a stray interrupt");
        });
    }

    /** A task fails while another one waits for the end of the group: a join throws the failure, once both are over. */
    static void failure() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Exception failure = new IllegalStateException("fails");
        AtomicInteger inside = new AtomicInteger();
        try (TaskGroup group = TaskGroup.failFast(Context.background(), pool)) {
            Task<?> waiting = group.run(context -> {
                inside.incrementAndGet();
                try {
                    context.await();
                } finally {
                    inside.decrementAndGet();
                }
            });
            Task<?> failing = group.run(context -> {
                throw failure;
            });
            ExecutionException thrown = assertThrows(ExecutionException.class, group::join);
            assertSame(failure, thrown.getCause());
            assertEquals(0, thrown.getSuppressed().length);
            assertEquals(0, inside.get());
            assertEquals(Task.State.FAILED, failing.state());
            assertNotEquals(Task.State.RUNNING, waiting.state());
        }
        end(pool);
    }

    /** One thread forks, another one joins and closes: each task is waited for, or the close complains. */
    static void forkAndJoin() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        TaskGroup group = TaskGroup.awaitAll(Context.background(), pool);
        AtomicBoolean isForked = new AtomicBoolean();
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicBoolean isLost = new AtomicBoolean();
        FrayTrials.together(
                () -> {
                    try {
                        var unused = group.run(context -> isOver.set(true));
                        isForked.set(true);
                    } catch (IllegalStateException closed) {
                        // The other thread was first.
                    }
                },
                () -> {
                    join(group);
                    boolean wasOver = isOver.get();
                    try {
                        group.close();
                        isLost.set(!wasOver);
                    } catch (IllegalStateException notJoined) {
                        // The task was forked after the join.
                    }
                });
        end(pool);
        assertFalse(isForked.get() && isLost.get(), "nobody has waited for the task");
    }

    private static void join(TaskGroup group) {
        try {
            group.join();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void end(ExecutorService pool) throws InterruptedException {
        pool.shutdown();
        assertTrue(pool.awaitTermination(1, TimeUnit.DAYS));
    }
}
