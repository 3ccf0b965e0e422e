package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.DeadlineExceededException;
import dev.curfew.concurrent.TaskGroup.Task;
import dev.curfew.concurrent.TaskGroup.Task.State;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What groups promise. */
@EveryCore
@Semantic(30)
class TaskGroupTest extends ConcurrentContract {

    private static final TaskGroup.Action UNTIL_INTERRUPTED = context -> new CountDownLatch(1).await();

    // ---- outcomes

    @Test
    void resultsAreThereAfterTheJoin() throws Exception {
        try (TaskGroup group = TaskGroup.failFast(root, pool)) {
            Task<String> one = group.fork(context -> "one");
            Task<Integer> two = group.fork(context -> 2);
            Task<Void> nothing = group.run(context -> {});
            group.join();
            assertEquals("one", one.get());
            assertEquals(2, two.get());
            assertNull(nothing.get());
            assertSame(State.SUCCESS, nothing.state());
            assertNull(one.failure());
            assertFalse(group.context().isDone());
        }
    }

    @Test
    void aGroupGoesOnAfterAJoin() throws Exception {
        try (TaskGroup group = TaskGroup.failFast(root, pool)) {
            group.join();
            group.run(context -> {});
            group.join();
            Task<String> task = group.fork(context -> "again");
            group.join();
            assertEquals("again", task.get());
        }
    }

    @Test
    void theFirstFailureEndsTheOthers() throws Exception {
        IOException failure = new IOException("reset");
        CountDownLatch running = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.failFast(root, pool)) {
            Task<Void> interrupted = group.run(context -> {
                running.countDown();
                UNTIL_INTERRUPTED.run(context);
            });
            Task<Void> failed = group.run(context -> {
                running.await();
                throw failure;
            });
            ExecutionException thrown = assertThrows(ExecutionException.class, group::join);
            assertSame(failure, thrown.getCause());
            assertEquals(0, thrown.getSuppressed().length);
            assertSame(State.FAILED, failed.state());
            assertSame(failure, failed.failure());
            assertSame(State.CANCELLED, interrupted.state());
            assertInstanceOf(InterruptedException.class, interrupted.failure());
            assertSame(failure, group.context().cause());
            assertSame(
                    failure,
                    assertThrows(IllegalStateException.class, failed::get).getCause());
            assertSame(
                    failure, assertThrows(ExecutionException.class, group::join).getCause());
        }
    }

    /** Both fail by themselves: the second after it was interrupted. */
    @Test
    void otherFailuresAreSuppressed() throws Exception {
        IOException first = new IOException("first");
        IOException second = new IOException("second");
        try (TaskGroup group = TaskGroup.failFast(root, pool)) {
            CountDownLatch running = new CountDownLatch(1);
            group.run(context -> {
                running.countDown();
                assertThrows(InterruptedException.class, () -> UNTIL_INTERRUPTED.run(context));
                throw second;
            });
            running.await();
            group.run(context -> {
                throw first;
            });
            ExecutionException thrown = assertThrows(ExecutionException.class, group::join);
            assertSame(first, thrown.getCause());
            assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
        }
    }

    @Test
    void failuresThatTheEndCausedAreNotSuppressed() throws Exception {
        List<TaskGroup.Action> ways = List.of(
                UNTIL_INTERRUPTED,
                context -> {
                    context.done().await();
                    context.throwIfDone();
                },
                context -> {
                    try {
                        UNTIL_INTERRUPTED.run(context);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("wrapped", e);
                    }
                },
                context -> {
                    assertThrows(InterruptedException.class, () -> UNTIL_INTERRUPTED.run(context));
                    throw new IOException(context.cause());
                });
        IOException first = new IOException("first");
        try (TaskGroup group = TaskGroup.failFast(root, pool)) {
            CountDownLatch running = new CountDownLatch(ways.size());
            List<Task<Void>> tasks = new ArrayList<>();
            for (TaskGroup.Action way : ways) {
                tasks.add(group.run(context -> {
                    running.countDown();
                    way.run(context);
                }));
            }
            running.await();
            group.run(context -> {
                throw first;
            });
            ExecutionException thrown = assertThrows(ExecutionException.class, group::join);
            assertArrayEquals(new Throwable[0], thrown.getSuppressed());
            for (Task<Void> task : tasks) {
                assertSame(State.CANCELLED, task.state(), () -> String.valueOf(task.failure()));
            }
        }
    }

    @Test
    void anExceptionOfAnotherContextIsAFailure() throws Exception {
        CancelContext other = root.withCancel();
        other.cancel();
        try (TaskGroup group = TaskGroup.failFast(root, pool)) {
            Task<Void> task = group.run(context -> other.throwIfDone());
            ExecutionException thrown = assertThrows(ExecutionException.class, group::join);
            assertInstanceOf(CanceledException.class, thrown.getCause());
            assertSame(State.FAILED, task.state());
        }
    }

    @Test
    void errorsAreFailures() throws Exception {
        for (Error error : List.of(new OutOfMemoryError("meant"), new StackOverflowError(), new AssertionError())) {
            try (TaskGroup group = TaskGroup.failFast(root, pool)) {
                group.run(context -> {
                    throw error;
                });
                assertSame(
                        error,
                        assertThrows(ExecutionException.class, group::join).getCause());
            }
        }
        try (TaskGroup group = TaskGroup.failFast(root, Runnable::run)) {
            group.run(context -> overflow(1));
            assertInstanceOf(
                    StackOverflowError.class,
                    assertThrows(ExecutionException.class, group::join).getCause());
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static long overflow(long depth) {
        return overflow(depth + 1) + 1;
    }

    @Test
    void awaitAllHasEveryOutcome() throws Exception {
        IOException failure = new IOException("reset");
        try (TaskGroup group = TaskGroup.awaitAll(root, pool)) {
            Task<Void> failed = group.run(context -> {
                throw failure;
            });
            Task<String> succeeded = group.fork(context -> "answer");
            group.join();
            assertSame(State.FAILED, failed.state());
            assertSame(failure, failed.failure());
            assertEquals("answer", succeeded.get());
            assertFalse(group.context().isDone());
        }
    }

    // ---- the parent's end

    @Test
    void theParentsEndEndsTheGroup() throws Exception {
        IOException why = new IOException("client gone");
        for (boolean isFailFast : List.of(true, false)) {
            CancelContext parent = root.withCancel();
            try (TaskGroup group = isFailFast ? TaskGroup.failFast(parent, pool) : TaskGroup.awaitAll(parent, pool)) {
                Task<Void> task = group.run(UNTIL_INTERRUPTED);
                Future<?> ending = Background.start(() -> parent.cancel(why));
                CanceledException thrown = assertThrows(CanceledException.class, group::join);
                assertSame(why, thrown.getCause());
                assertSame(State.CANCELLED, task.state());
                Background.get(ending);
            }
        }
    }

    @Test
    void aDeadlineEndsTheGroup() throws Exception {
        try (CancelContext parent = root.withTimeout(Duration.ofMillis(5));
                TaskGroup group = TaskGroup.failFast(parent, pool)) {
            group.run(UNTIL_INTERRUPTED);
            assertThrows(DeadlineExceededException.class, group::join);
        }
    }

    @Test
    void anEndedParentRunsNothing() {
        CancelContext parent = root.withCancel();
        parent.cancel();
        AtomicInteger given = new AtomicInteger();
        try (TaskGroup group = TaskGroup.failFast(parent, command -> given.incrementAndGet())) {
            Task<Void> task = group.run(UNTIL_INTERRUPTED);
            assertSame(State.CANCELLED, task.state());
            assertNull(task.failure());
            assertThrows(IllegalStateException.class, task::get);
            assertThrows(CanceledException.class, group::join);
        }
        assertEquals(0, given.get());
    }

    /** J1: what waits is dropped, whatever the executor does with it later. */
    @Test
    void whatWaitsNeverRuns() {
        Held held = new Held();
        AtomicInteger runs = new AtomicInteger();
        CancelContext parent = root.withCancel();
        try (TaskGroup group = TaskGroup.failFast(parent, held)) {
            Task<Integer> task = group.fork(context -> runs.incrementAndGet());
            assertSame(State.RUNNING, task.state());
            parent.cancel();
            assertSame(State.CANCELLED, task.state());
            assertThrows(CanceledException.class, group::join);
            held.runAll();
            assertSame(State.CANCELLED, task.state());
        }
        assertEquals(0, runs.get());
    }

    // ---- interrupts

    @Test
    void anInterruptedJoinEndsTheGroupAndWaits() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<State> seen = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch release = new CountDownLatch(1);
        Thread joiner = Background.daemon(() -> {
            TaskGroup group = TaskGroup.failFast(root, pool);
            Task<Void> task = group.run(context -> {
                running.countDown();
                assertThrows(InterruptedException.class, () -> UNTIL_INTERRUPTED.run(context));
                release.await();
            });
            thrown.set(assertThrows(InterruptedException.class, group::join));
            seen.set(task.state());
            group.close();
        });
        joiner.start();
        running.await();
        joiner.interrupt();
        assertNull(seen.get());
        release.countDown();
        joiner.join();
        assertInstanceOf(InterruptedException.class, thrown.get());
        assertSame(State.SUCCESS, seen.get());
    }

    @Test
    void anInterruptedCloseWaitsOn() throws Exception {
        TaskGroup group = TaskGroup.awaitAll(root, pool);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Task<Void> task = group.run(context -> {
            running.countDown();
            assertThrows(InterruptedException.class, () -> UNTIL_INTERRUPTED.run(context));
            interrupted.countDown();
            release.await();
        });
        running.await();
        Future<?> releasing = Background.start(() -> {
            interrupted.await();
            release.countDown();
        });
        Thread.currentThread().interrupt();
        assertThrows(IllegalStateException.class, group::close);
        assertTrue(Thread.interrupted());
        assertSame(State.SUCCESS, task.state());
        Background.get(releasing);
    }

    @Test
    void anInterruptStaysPendingIfThereIsNothingToWaitFor() throws Exception {
        try (TaskGroup group = TaskGroup.failFast(root, Runnable::run)) {
            group.run(context -> {});
            Thread.currentThread().interrupt();
            group.join();
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void noInterruptIsLeftOnTheThreadsOfTheExecutor() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor(Background::daemon);
        for (int round = 0; round < 2_000; round++) {
            try (TaskGroup group = TaskGroup.awaitAll(root, one)) {
                group.run(context -> {});
                CancelContext context = (CancelContext) group.context();
                context.cancel();
                assertThrows(CanceledException.class, group::join);
            }
            assertFalse(one.submit(Thread::interrupted).get());
        }
        one.shutdown();
    }

    // ---- closing

    @Test
    void aCloseWithoutAJoinIsAMistake() {
        TaskGroup group = TaskGroup.failFast(root, pool);
        Task<Void> task = group.run(UNTIL_INTERRUPTED);
        assertThrows(IllegalStateException.class, group::close);
        assertSame(State.CANCELLED, task.state());
        assertTrue(group.context().isDone());
        group.close();
        assertThrows(IllegalStateException.class, () -> group.run(UNTIL_INTERRUPTED));
        assertThrows(IllegalStateException.class, group::join);
    }

    /** J4: what a join has waited for is joined, and what is forked later is not. */
    @Test
    void forksAfterTheLastJoinNeedAnother() throws Exception {
        TaskGroup group = TaskGroup.failFast(root, Runnable::run);
        group.run(context -> {});
        group.join();
        group.run(context -> {});
        assertThrows(IllegalStateException.class, group::close);
        TaskGroup joined = TaskGroup.failFast(root, pool);
        joined.run(context -> joined.run(inner -> {}));
        joined.join();
        joined.close();
        TaskGroup unused = TaskGroup.failFast(root, pool);
        unused.close();
    }

    @Test
    void aTaskMustNotJoinOrCloseItsGroup() throws Exception {
        for (Executor executor : List.of(pool, (Executor) Runnable::run)) {
            try (TaskGroup group = TaskGroup.awaitAll(root, executor)) {
                Runnable closing = group::close;
                Task<Void> joins = group.run(context -> group.join());
                Task<Void> closes = group.run(context -> closing.run());
                group.join();
                assertInstanceOf(IllegalStateException.class, joins.failure());
                assertInstanceOf(IllegalStateException.class, closes.failure());
                assertFalse(group.context().isDone());
            }
        }
    }

    @Test
    void anActionOfTheGroupMustNotEither() {
        TaskGroup group = TaskGroup.failFast(root, Runnable::run);
        var unused = group.context().onDone(group::close);
        group.run(context -> {
            throw new IOException("reset");
        });
        assertThrows(ExecutionException.class, group::join);
        group.close();
        List<Throwable> told = failures.take();
        assertEquals(1, told.size());
        assertInstanceOf(IllegalStateException.class, told.get(0));
    }

    /** The end interrupts the task after this action: one that waited would wait for ever. */
    @Test
    void anActionOfTheEndDoesNotWaitForTheTasksThatTheEndInterrupts() throws Exception {
        for (Executable waits : List.<Executable>of(this::closeInAction, this::joinInAction)) {
            Background.get(Background.start(() -> {
                try {
                    waits.execute();
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            }));
        }
    }

    private void closeInAction() throws Exception {
        CancelContext parent = root.withCancel();
        TaskGroup group = TaskGroup.failFast(parent, pool);
        Task<Void> task = runUntilInterrupted(group);
        var unused = parent.onDone(group::close);
        parent.cancel();
        assertInstanceOf(IllegalStateException.class, failures.take().get(0));
        assertThrows(IllegalStateException.class, () -> group.run(UNTIL_INTERRUPTED));
        group.close();
        assertSame(State.CANCELLED, task.state());
    }

    private void joinInAction() throws Exception {
        CancelContext parent = root.withCancel();
        TaskGroup group = TaskGroup.failFast(parent, pool);
        Task<Void> task = runUntilInterrupted(group);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        var unused = parent.onDone(() -> thrown.set(assertThrows(IllegalStateException.class, group::join)));
        parent.cancel();
        assertInstanceOf(IllegalStateException.class, thrown.get());
        assertThrows(CanceledException.class, group::join);
        assertSame(State.CANCELLED, task.state());
        group.close();
    }

    private Task<Void> runUntilInterrupted(TaskGroup group) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        Task<Void> task = group.run(context -> {
            running.countDown();
            UNTIL_INTERRUPTED.run(context);
        });
        running.await();
        return task;
    }

    /** A group whose tasks are over may be closed anywhere. */
    @Test
    void anActionMayUseAGroup() {
        CancelContext parent = root.withCancel();
        AtomicReference<String> result = new AtomicReference<>();
        var unused = parent.onDone(() -> {
            try (TaskGroup group = TaskGroup.failFast(root, pool)) {
                Task<String> task = group.fork(context -> "drained");
                group.join();
                result.set(task.get());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        parent.cancel();
        assertEquals("drained", result.get());
    }

    @Test
    void anInterruptionThatABodyLeavesOpenIsClosed() throws Exception {
        CancelContext other = root.withCancel();
        try (TaskGroup group = TaskGroup.failFast(root, Runnable::run)) {
            Task<Interruption> task = group.fork(context -> Interruption.onDone(other));
            group.join();
            assertSame(State.SUCCESS, task.state());
        }
        other.cancel();
        assertFalse(Thread.interrupted());
    }

    // ---- executors

    @Test
    void anExecutorMayRunTasksInsideFork() throws Exception {
        try (TaskGroup group = TaskGroup.failFast(root, Runnable::run)) {
            Task<Thread> task = group.fork(context -> Thread.currentThread());
            assertSame(Thread.currentThread(), task.get());
            group.join();
        }
    }

    @Test
    void aRejectedTaskLeavesNothing() {
        RejectedExecutionException full = new RejectedExecutionException("full");
        TaskGroup group = TaskGroup.failFast(root, command -> {
            throw full;
        });
        assertSame(full, assertThrows(RejectedExecutionException.class, () -> group.run(UNTIL_INTERRUPTED)));
        assertFalse(group.context().isDone());
        group.close();
    }

    @Test
    void aTerminatedExecutorDoesNotHangAJoin() throws Exception {
        for (boolean isFailFast : List.of(true, false)) {
            ExecutorService one = Executors.newSingleThreadExecutor(Background::daemon);
            CountDownLatch begun = new CountDownLatch(1);
            try (TaskGroup group = isFailFast ? TaskGroup.failFast(root, one) : TaskGroup.awaitAll(root, one)) {
                group.run(context -> {
                    begun.countDown();
                    assertThrows(InterruptedException.class, () -> UNTIL_INTERRUPTED.run(context));
                });
                Task<Void> lost = group.run(UNTIL_INTERRUPTED);
                begun.await();
                Future<?> dropping = Background.start(one::shutdownNow);
                if (isFailFast) {
                    ExecutionException thrown = assertThrows(ExecutionException.class, group::join);
                    assertInstanceOf(RejectedExecutionException.class, thrown.getCause());
                } else {
                    group.join();
                }
                assertSame(State.CANCELLED, lost.state());
                Background.get(dropping);
            }
        }
    }

    /** The only worker joins: the pool adds another one meanwhile. */
    @Test
    void aJoinCompensatesForAWorker() throws Exception {
        ForkJoinPool one = new ForkJoinPool(1);
        int sum = one.submit(() -> {
                    try (TaskGroup group = TaskGroup.failFast(root, one)) {
                        Task<Integer> task = group.fork(context -> 42);
                        // Not by this worker, which takes tasks of its own queue only when it is idle.
                        group.join();
                        return task.get();
                    }
                })
                .get();
        assertEquals(42, sum);
        one.shutdown();
    }

    // ---- nesting

    @Test
    void groupsNest() throws Exception {
        AtomicReference<State> inner = new AtomicReference<>();
        CountDownLatch running = new CountDownLatch(1);
        IOException failure = new IOException("reset");
        try (TaskGroup outer = TaskGroup.failFast(root, pool)) {
            outer.run(context -> {
                try (TaskGroup group = TaskGroup.failFast(context, pool)) {
                    Task<Void> task = group.run(inside -> {
                        running.countDown();
                        UNTIL_INTERRUPTED.run(inside);
                    });
                    try {
                        group.join();
                    } finally {
                        inner.set(task.state());
                    }
                }
            });
            running.await();
            outer.run(context -> {
                throw failure;
            });
            ExecutionException thrown = assertThrows(ExecutionException.class, outer::join);
            assertSame(failure, thrown.getCause());
            assertArrayEquals(new Throwable[0], thrown.getSuppressed());
        }
        assertSame(State.CANCELLED, inner.get());
    }

    /** One thread runs both bodies, and one interrupt is for both. */
    @Test
    void theEndInterruptsATaskThatAnotherOneRunsInside() throws Exception {
        CancelContext parent = root.withCancel();
        CountDownLatch running = new CountDownLatch(1);
        Future<Boolean> interrupted = Background.call(() -> {
            try (TaskGroup group = TaskGroup.failFast(parent, Runnable::run)) {
                group.run(context -> {
                    group.run(inner -> {
                        running.countDown();
                        UNTIL_INTERRUPTED.run(inner);
                    });
                    UNTIL_INTERRUPTED.run(context);
                });
                assertThrows(CanceledException.class, group::join);
            }
            return Thread.interrupted();
        });
        running.await();
        parent.cancel();
        assertFalse(Background.get(interrupted));
    }

    @Test
    void tasksForkTasks() throws Exception {
        AtomicInteger leaves = new AtomicInteger();
        try (TaskGroup group = TaskGroup.failFast(root, pool)) {
            forkTree(group, 6, leaves);
            group.join();
            assertEquals(64, leaves.get());
        }
    }

    private static void forkTree(TaskGroup group, int depth, AtomicInteger leaves) {
        group.run(context -> {
            if (depth == 0) {
                leaves.incrementAndGet();
            } else {
                forkTree(group, depth - 1, leaves);
                forkTree(group, depth - 1, leaves);
            }
        });
    }

    // ---- first

    @Test
    void theFirstSuccessEndsTheOthers() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        AtomicInteger interrupted = new AtomicInteger();
        TaskGroup.Body<String> slow = context -> {
            running.countDown();
            try {
                return waitForEver();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
        };
        TaskGroup.Body<String> failing = context -> {
            throw new IOException("down");
        };
        TaskGroup.Body<String> fast = context -> {
            running.await();
            return "fast";
        };
        assertEquals("fast", TaskGroup.first(root, pool, List.of(slow, failing, slow, fast)));
        assertEquals(2, interrupted.get());
    }

    private static String waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
        return "never";
    }

    @Test
    void ifAllFailTheFirstFailureIsTheCause() {
        List<IOException> failures = List.of(new IOException("1"), new IOException("2"), new IOException("3"));
        List<TaskGroup.Body<String>> bodies = new ArrayList<>();
        for (IOException failure : failures) {
            bodies.add(context -> {
                throw failure;
            });
        }
        ExecutionException thrown =
                assertThrows(ExecutionException.class, () -> TaskGroup.first(root, Runnable::run, bodies));
        assertSame(failures.get(0), thrown.getCause());
        assertArrayEquals(new Throwable[] {failures.get(1), failures.get(2)}, thrown.getSuppressed());
    }

    @Test
    void firstEndsWithTheParent() {
        CancelContext parent = root.withCancel();
        TaskGroup.Body<String> ends = context -> {
            parent.cancel();
            return "too late";
        };
        assertThrows(CanceledException.class, () -> TaskGroup.first(parent, pool, List.of(ends)));
    }

    @Test
    void firstOfNullAndOfInlineBodies() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        TaskGroup.Body<String> body = context -> {
            runs.incrementAndGet();
            return null;
        };
        assertNull(TaskGroup.first(root, Runnable::run, List.of(body, body, body)));
        assertEquals(1, runs.get());
    }

    @Test
    void aRejectionEndsFirst() {
        AtomicInteger given = new AtomicInteger();
        RejectedExecutionException full = new RejectedExecutionException("full");
        Executor two = command -> {
            if (given.incrementAndGet() > 2) {
                throw full;
            }
            pool.execute(command);
        };
        TaskGroup.Body<String> body = context -> waitForEver();
        RejectedExecutionException thrown = assertThrows(
                RejectedExecutionException.class, () -> TaskGroup.first(root, two, List.of(body, body, body)));
        assertSame(full, thrown);
        assertEquals(0, thrown.getSuppressed().length);
    }

    // ---- bad input

    @Test
    void badInput() {
        assertNamed("parent", () -> TaskGroup.failFast(null, pool));
        assertNamed("executor", () -> TaskGroup.failFast(root, null));
        assertNamed("parent", () -> TaskGroup.awaitAll(null, pool));
        assertNamed("executor", () -> TaskGroup.awaitAll(root, null));
        TaskGroup.Body<String> body = context -> "";
        assertNamed("parent", () -> TaskGroup.first(null, pool, List.of(body)));
        assertNamed("executor", () -> TaskGroup.first(root, null, List.of(body)));
        assertNamed("bodies", () -> TaskGroup.first(root, pool, null));
        List<TaskGroup.Body<String>> holed = new ArrayList<>(List.of(body));
        holed.add(null);
        assertNamed("bodies[1]", () -> TaskGroup.first(root, pool, holed));
        IllegalArgumentException empty = assertThrows(
                IllegalArgumentException.class, () -> TaskGroup.first(root, pool, List.<TaskGroup.Body<String>>of()));
        assertTrue(empty.getMessage().contains("bodies"));
        TaskGroup group = TaskGroup.failFast(root, pool);
        assertNamed("body", () -> group.fork(null));
        assertNamed("action", () -> group.run(null));
        group.close();
    }

    private static void assertNamed(String parameter, Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }

    // ---- races

    /** J1, J3, J5: each task runs or is CANCELLED, and the join has counted each that ran. */
    @Test
    void endsThatRaceTasks() throws Exception {
        for (int round = 0; round < 3_000; round++) {
            CancelContext parent = root.withCancel();
            AtomicInteger inside = new AtomicInteger();
            ConcurrentLinkedQueue<Task<Integer>> tasks = new ConcurrentLinkedQueue<>();
            TaskGroup group = TaskGroup.awaitAll(parent, pool);
            Background.race(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            tasks.add(group.fork(context -> {
                                inside.incrementAndGet();
                                Thread.yield();
                                return inside.decrementAndGet();
                            }));
                        }
                        try {
                            group.join();
                        } catch (CanceledException e) {
                            // The end was earlier.
                        }
                        assertEquals(0, inside.get());
                        for (Task<Integer> task : tasks) {
                            assertTrue(task.state() == State.SUCCESS || task.state() == State.CANCELLED);
                        }
                    },
                    parent::cancel);
            group.close();
        }
    }

    // ---- kinds of threads

    @Test
    void virtualThreadsPerTask() throws Exception {
        if (Runtime.version().feature() < 21) {
            return;
        }
        ExecutorService perTask = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        AtomicInteger runs = new AtomicInteger();
        try (TaskGroup group = TaskGroup.failFast(root, perTask)) {
            for (int i = 0; i < 10_000; i++) {
                group.run(context -> runs.incrementAndGet());
            }
            group.join();
            assertEquals(10_000, runs.get());
        }
        try (TaskGroup group = TaskGroup.failFast(root, perTask)) {
            for (int i = 0; i < 1_000; i++) {
                group.run(UNTIL_INTERRUPTED);
            }
            group.run(context -> {
                throw new IOException("reset");
            });
            ExecutionException thrown = assertThrows(ExecutionException.class, group::join);
            assertEquals(0, thrown.getSuppressed().length);
        }
        perTask.shutdown();
    }

    @Test
    void theContextOfTheGroupIsAChild() {
        CancelContext parent = root.withCancel();
        TaskGroup group = TaskGroup.failFast(parent, pool);
        Context context = group.context();
        assertFalse(context.isDone());
        group.close();
        assertTrue(context.isDone());
        assertFalse(parent.isDone());
    }
}
