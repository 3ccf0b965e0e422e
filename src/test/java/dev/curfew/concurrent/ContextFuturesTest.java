package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Registration;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.kit.Semantic;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@EveryCore
@Semantic(29)
class ContextFuturesTest extends Contract {

    private static final Executor DIRECT = Runnable::run;
    private static final int RACES = 5_000;

    private final Exception reason = new Exception("the reason");
    private final RejectedExecutionException rejection = new RejectedExecutionException("meant");
    /** What an executor that runs nothing by itself was given. */
    private final List<Runnable> passed = new ArrayList<>();

    private Executor rejecting() {
        return task -> {
            throw rejection;
        };
    }

    private CancelContext ended() {
        CancelContext context = root.withCancel();
        context.cancel(reason);
        return context;
    }

    private static <T> CompletableFuture<T> failed(Throwable failure) {
        return CompletableFuture.failedFuture(failure);
    }

    // ---- cancelOnDone, cancelOnEnd

    @Test
    void theEndCancelsTheFutureOnTheCanceller() {
        CancelContext context = root.withCancel();
        CompletableFuture<String> future = new CompletableFuture<>();
        assertSame(future, ContextFutures.cancelOnDone(context, future, passed::add));
        context.cancel();
        assertFalse(future.isDone());
        assertEquals(1, passed.size());
        passed.get(0).run();
        assertTrue(future.isCancelled());
    }

    @Test
    void anEndThatWasBeforeCancelsToo() {
        assertTrue(ContextFutures.cancelOnDone(ended(), new CompletableFuture<>(), DIRECT)
                .isCancelled());
        FutureTask<String> task = new FutureTask<>(() -> "");
        assertFalse(ContextFutures.cancelOnEnd(ended(), task, DIRECT).stop());
        assertTrue(task.isCancelled());
    }

    @Test
    void aRejectedCancellationIsDoneOnTheEndingThreadAndReported() {
        CancelContext context = root.withCancel();
        AtomicReference<Thread> by = new AtomicReference<>();
        CompletableFuture<String> future = new CompletableFuture<>();
        future.whenComplete((result, failure) -> by.set(Thread.currentThread()));
        ContextFutures.cancelOnDone(context, future, rejecting());
        context.cancel();
        assertTrue(future.isCancelled());
        assertSame(Thread.currentThread(), by.get());
        failures.assertTold(rejection);
    }

    @Test
    void aCancelThatThrowsIsReported() {
        CancelContext context = root.withCancel();
        IllegalStateException failure = new IllegalStateException("meant");
        FutureTask<String> task = new FutureTask<>(() -> "") {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                throw failure;
            }
        };
        Registration registration = ContextFutures.cancelOnEnd(context, task, DIRECT);
        context.cancel();
        assertFalse(registration.stop());
        failures.assertTold(failure);
    }

    @Test
    void aStoppedRegistrationCancelsNothing() {
        CancelContext context = root.withCancel();
        FutureTask<String> task = new FutureTask<>(() -> "");
        assertTrue(ContextFutures.cancelOnEnd(context, task, DIRECT).stop());
        context.cancel();
        assertFalse(task.isDone());
    }

    @Test
    void theContextKeepsNoFutureThatIsComplete() {
        CancelContext context = root.withCancel();
        for (boolean fails : new boolean[] {false, true}) {
            Collected.despite(context, "a complete future", () -> {
                CompletableFuture<String> future =
                        ContextFutures.cancelOnDone(context, new CompletableFuture<>(), DIRECT);
                complete(future, fails);
                return new WeakReference<>(future);
            });
        }
    }

    private void complete(CompletableFuture<String> future, boolean fails) {
        if (fails) {
            future.completeExceptionally(reason);
        } else {
            future.complete("result");
        }
    }

    // ---- get

    @Test
    void getReturnsTheOutcome() throws Exception {
        CancelContext context = root.withCancel();
        assertEquals("result", ContextFutures.get(context, CompletableFuture.completedFuture("result")));
        assertSame(
                reason,
                assertThrows(ExecutionException.class, () -> ContextFutures.get(context, failed(reason)))
                        .getCause());
        CompletableFuture<String> later = new CompletableFuture<>();
        Future<String> got = Background.call(() -> ContextFutures.get(context, later));
        later.complete("later");
        assertEquals("later", Background.get(got));
    }

    @Test
    void getOfACompleteFutureReturnsItsOutcomeAlsoAfterTheEnd() throws Exception {
        assertEquals("result", ContextFutures.get(ended(), CompletableFuture.completedFuture("result")));
        assertThrows(ExecutionException.class, () -> ContextFutures.get(ended(), failed(reason)));
    }

    @Test
    void getThrowsOnceTheContextHasEnded() {
        CompletableFuture<String> future = new CompletableFuture<>();
        ContextException end = assertThrows(ContextException.class, () -> ContextFutures.get(ended(), future));
        assertSame(reason, end.getCause());
        CancelContext context = root.withCancel();
        Future<?> got =
                Background.start(() -> assertThrows(ContextException.class, () -> ContextFutures.get(context, future)));
        Background.until("somebody waits", () -> future.getNumberOfDependents() > 0);
        context.cancel();
        Background.get(got);
        assertFalse(future.isDone());
        assertEquals(0, future.getNumberOfDependents());
    }

    /** The cancelling action waits for the outcome, so no interrupt of the context is sent before. */
    @Test
    void getOfAFutureThatTheEndHasCancelledThrowsTheEnd() {
        CancelContext context = root.withCancel();
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<ContextException> thrown = new CompletableFuture<>();
        var unused = context.onDone(() -> {
            future.cancel(true);
            Background.get(thrown);
        });
        Background.start(
                () -> thrown.complete(assertThrows(ContextException.class, () -> ContextFutures.get(context, future))));
        Background.until("somebody waits", () -> future.getNumberOfDependents() > 0);
        context.cancel(reason);
        ContextException end = Background.get(thrown);
        assertSame(reason, end.getCause());
        assertEquals(CancellationException.class, end.getSuppressed()[0].getClass());
        end = assertThrows(ContextException.class, () -> ContextFutures.get(context, future));
        assertSame(reason, end.getCause());
    }

    @Test
    void getOfAFutureThatSomebodyElseHasCancelledSaysSo() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.cancel(true);
        assertEquals(
                CancellationException.class,
                assertThrows(CancellationException.class, () -> ContextFutures.get(root.withCancel(), future))
                        .getClass());
    }

    // ---- bounded

    @Test
    void aBoundedFutureOfAStageThatTheEndHasCancelledThrowsTheEnd() {
        CancelContext context = root.withCancel();
        CompletableFuture<String> stage = ContextFutures.cancelOnDone(context, new CompletableFuture<>(), DIRECT);
        CompletableFuture<String> direct = ContextFutures.bounded(context, stage, passed::add);
        CompletableFuture<String> dependent = ContextFutures.bounded(context, stage.thenApply(it -> it), passed::add);
        context.cancel(reason);
        for (CompletableFuture<String> bounded : List.of(direct, dependent)) {
            assertSame(
                    reason, assertThrows(ContextException.class, bounded::join).getCause());
        }
        assertSame(
                reason,
                assertThrows(
                                ContextException.class,
                                () -> ContextFutures.bounded(context, stage, DIRECT)
                                        .join())
                        .getCause());
    }

    @Test
    void aBoundedFutureHasTheOutcomeOfTheStage() throws Exception {
        CancelContext context = root.withCancel();
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> bounded = ContextFutures.bounded(context, stage, DIRECT);
        assertFalse(bounded.isDone());
        stage.complete("result");
        assertEquals("result", bounded.get());
        CompletableFuture<String> failing = new CompletableFuture<>();
        CompletableFuture<String> failed = ContextFutures.bounded(context, failing, DIRECT);
        failing.completeExceptionally(reason);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        failed.whenComplete((result, failure) -> seen.set(failure));
        assertSame(reason, seen.get());
        CompletableFuture<String> empty = new CompletableFuture<>();
        CompletableFuture<String> nothing = ContextFutures.bounded(context, empty, DIRECT);
        empty.complete(null);
        assertNull(nothing.join());
    }

    @Test
    void aBoundedFutureThrowsTheContextExceptionItself() throws Exception {
        CancelContext context = root.withCancel();
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> bounded = ContextFutures.bounded(context, stage, DIRECT);
        context.cancel(reason);
        assertTrue(bounded.isCancelled());
        assertTrue(bounded.isCompletedExceptionally());
        CanceledException end = assertThrows(CanceledException.class, bounded::get);
        assertSame(reason, end.getCause());
        assertNotSame(Context.CANCELED, end);
        assertSame(end, assertThrows(CanceledException.class, () -> bounded.get(1, TimeUnit.SECONDS)));
        assertSame(end, assertThrows(CanceledException.class, bounded::join));
        assertSame(end, assertThrows(CanceledException.class, () -> bounded.getNow("")));
        assertFalse(stage.isDone());
    }

    @Test
    void aBoundedFutureEndsOnTheCompleter() {
        CancelContext context = root.withCancel();
        CompletableFuture<String> bounded = ContextFutures.bounded(context, new CompletableFuture<>(), passed::add);
        context.cancel();
        assertFalse(bounded.isDone());
        passed.forEach(Runnable::run);
        assertTrue(bounded.isCancelled());
    }

    @Test
    void aRejectedCompletionIsDoneOnTheEndingThreadAndReported() {
        CancelContext context = root.withCancel();
        CompletableFuture<String> bounded = ContextFutures.bounded(context, new CompletableFuture<>(), rejecting());
        CompletableFuture<Void> done = ContextFutures.done(context, rejecting());
        context.cancel();
        assertTrue(bounded.isCancelled());
        assertTrue(done.isDone());
        assertEquals(List.of(rejection, rejection), failures.take());
    }

    @Test
    void aStageThatIsCompleteWinsOverAnEndedContext() {
        assertEquals(
                "result",
                ContextFutures.bounded(ended(), CompletableFuture.completedFuture("result"), DIRECT)
                        .join());
        assertThrows(
                ContextException.class,
                () -> ContextFutures.bounded(ended(), new CompletableFuture<>(), DIRECT)
                        .join());
    }

    @Test
    void aCancelledBoundedFutureIsJustCancelled() {
        CancelContext context = root.withCancel();
        CompletableFuture<String> bounded = ContextFutures.bounded(context, new CompletableFuture<>(), DIRECT);
        bounded.cancel(true);
        context.cancel();
        CancellationException thrown = assertThrows(CancellationException.class, bounded::join);
        assertFalse(thrown instanceof ContextException);
    }

    @Test
    void aMinimalStageWillDo() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> bounded =
                ContextFutures.bounded(root.withCancel(), source.minimalCompletionStage(), DIRECT);
        source.complete("result");
        assertEquals("result", bounded.join());
    }

    @Test
    void nothingStaysAtTheStageOfABoundedFuture() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CancelContext ending = root.withCancel();
        for (int i = 0; i < 100; i++) {
            ContextFutures.bounded(ending, stage, DIRECT);
            ContextFutures.bounded(root.withCancel(), stage, DIRECT).cancel(false);
            ContextFutures.until(root, stage).close();
        }
        assertEquals(100, stage.getNumberOfDependents());
        ending.cancel();
        assertEquals(0, stage.getNumberOfDependents());
    }

    @Test
    void nothingStaysAtTheContextOfABoundedFuture() {
        CancelContext context = root.withCancel();
        for (int way = 0; way < 3; way++) {
            int chosen = way;
            Collected.despite(context, "a bounded future, way " + way, () -> {
                CompletableFuture<String> stage = new CompletableFuture<>();
                CompletableFuture<String> bounded = ContextFutures.bounded(context, stage, DIRECT);
                if (chosen == 2) {
                    bounded.cancel(false);
                } else {
                    complete(stage, chosen == 0);
                }
                return new WeakReference<>(bounded);
            });
        }
    }

    @Test
    void aBoundedFutureIsDecidedOnceByTheStageOrTheContext() {
        for (int i = 0; i < RACES; i++) {
            CancelContext context = root.withCancel();
            CompletableFuture<String> stage = new CompletableFuture<>();
            CompletableFuture<String> bounded = ContextFutures.bounded(context, stage, DIRECT);
            if (i % 50 == 0) {
                Background.race(() -> stage.complete("result"), context::cancel);
            } else {
                stage.complete("result");
                context.cancel();
            }
            assertTrue(bounded.isDone());
            assertEquals(0, stage.getNumberOfDependents());
        }
    }

    // ---- until

    @Test
    void theChildEndsWithTheStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CancelContext child = ContextFutures.until(root, stage);
        assertLive(child);
        stage.complete("result");
        assertCanceled(child);
        CompletableFuture<String> failing = new CompletableFuture<>();
        CancelContext ofFailure = ContextFutures.until(root, failing);
        CancelContext ofDependent = ContextFutures.until(root, failing.thenApply(result -> result));
        failing.completeExceptionally(reason);
        assertEnded(ofFailure, Context.CANCELED, reason);
        assertEnded(ofDependent, Context.CANCELED, reason);
    }

    @Test
    void theChildOfACompleteStageIsBornEnded() {
        assertCanceled(ContextFutures.until(root, CompletableFuture.completedFuture("result")));
        assertEnded(ContextFutures.until(root, failed(reason)), Context.CANCELED, reason);
        assertEnded(ContextFutures.until(root, failed(new CompletionException(reason))), Context.CANCELED, reason);
    }

    @Test
    void theChildEndsWithItsParent() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CancelContext parent = root.withCancel();
        CancelContext child = ContextFutures.until(parent, stage);
        parent.cancel(reason);
        assertEnded(child, Context.CANCELED, reason);
        assertEnded(ContextFutures.until(parent, stage), Context.CANCELED, reason);
        assertFalse(stage.isDone());
        assertEquals(0, stage.getNumberOfDependents());
    }

    @Test
    void theParentKeepsNoChildWhoseStageIsComplete() {
        CancelContext parent = root.withCancel();
        Collected.despite(parent, "a child", () -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            CancelContext child = ContextFutures.until(parent, stage);
            stage.complete("result");
            return new WeakReference<>(child);
        });
    }

    // ---- done

    @Test
    void theEndCompletesTheFutureOnTheCompleter() {
        CancelContext context = root.withCancel();
        CompletableFuture<Void> done = ContextFutures.done(context, passed::add);
        context.cancel(reason);
        assertFalse(done.isDone());
        passed.forEach(Runnable::run);
        assertNull(done.join());
        assertNull(ContextFutures.done(ended(), DIRECT).join());
    }

    @Test
    void theContextKeepsNoDoneFutureThatIsCancelled() {
        CancelContext context = root.withCancel();
        Collected.despite(context, "a cancelled future", () -> {
            CompletableFuture<Void> done = ContextFutures.done(context, DIRECT);
            done.cancel(false);
            return new WeakReference<>(done);
        });
    }

    // ---- all of them

    /** A context that lives long keeps nothing of what is over: all these futures would not fit into the heap. */
    @Test
    void muchTrafficLeavesNothing() {
        CancelContext context = root.withCancel();
        CompletableFuture<byte[]> never = new CompletableFuture<>();
        List<WeakReference<Object>> over = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<byte[]> stage = new CompletableFuture<>();
            over.add(new WeakReference<>(ContextFutures.bounded(context, stage, DIRECT)));
            over.add(new WeakReference<>(ContextFutures.cancelOnDone(context, stage, DIRECT)));
            over.add(new WeakReference<>(ContextFutures.until(context, stage)));
            stage.complete(new byte[0]);
            CompletableFuture<byte[]> left = ContextFutures.bounded(context, never, DIRECT);
            left.completeExceptionally(new IOException("meant"));
            over.add(new WeakReference<>(left));
        }
        Background.until("all are collected", () -> {
            System.gc();
            return over.stream().map(WeakReference::get).noneMatch(Objects::nonNull);
        });
        assertEquals(0, never.getNumberOfDependents());
        assertFalse(context.isDone());
    }

    /** A future that cannot have dependents. */
    @Test
    void aFutureThatRefusesDependentsLeavesNothingAtTheContext() {
        IllegalStateException refusal = new IllegalStateException("no dependents");
        CompletableFuture<String> future = new CompletableFuture<>() {
            @Override
            public <U> CompletableFuture<U> newIncompleteFuture() {
                throw refusal;
            }
        };
        ForeignDone done = new ForeignDone();
        Context context = new ForeignForwarding(root.withCancel(), done);
        assertSame(
                refusal,
                assertThrows(IllegalStateException.class, () -> ContextFutures.cancelOnDone(context, future, DIRECT)));
        assertSame(
                refusal,
                assertThrows(IllegalStateException.class, () -> ContextFutures.bounded(context, future, DIRECT)));
        assertSame(refusal, assertThrows(IllegalStateException.class, () -> ContextFutures.until(context, future)));
        assertEquals(0, done.attached());
    }

    @Test
    void nullsAreRefusedAndNothingIsRegistered() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CancelContext context = root.withCancel();
        assertRefused("context", () -> ContextFutures.cancelOnDone(null, stage, DIRECT));
        assertRefused("future", () -> ContextFutures.cancelOnDone(context, null, DIRECT));
        assertRefused("canceller", () -> ContextFutures.cancelOnDone(context, stage, null));
        assertRefused("context", () -> ContextFutures.cancelOnEnd(null, stage, DIRECT));
        assertRefused("future", () -> ContextFutures.cancelOnEnd(context, null, DIRECT));
        assertRefused("canceller", () -> ContextFutures.cancelOnEnd(context, stage, null));
        assertRefused("context", () -> ContextFutures.get(null, stage));
        assertRefused("future", () -> ContextFutures.get(context, null));
        assertRefused("context", () -> ContextFutures.bounded(null, stage, DIRECT));
        assertRefused("stage", () -> ContextFutures.bounded(context, null, DIRECT));
        assertRefused("completer", () -> ContextFutures.bounded(context, stage, null));
        assertRefused("parent", () -> ContextFutures.until(null, stage));
        assertRefused("stage", () -> ContextFutures.until(context, null));
        assertRefused("context", () -> ContextFutures.done(null, DIRECT));
        assertRefused("completer", () -> ContextFutures.done(context, null));
        assertEquals(0, stage.getNumberOfDependents());
    }

    private static void assertRefused(String parameter, Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }
}
