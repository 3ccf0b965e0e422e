package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.kit.Background;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CompletableJob;
import kotlinx.coroutines.CoroutineExceptionHandler;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The table of docs/guide.md that says what futures, executors and coroutines make of a task that throws a context's exception. */
class CancellationTest {

    private static final String HEADING = "## What other code makes of a `ContextException`";

    private final ContextException e = thrown(null);
    private final Callable<String> task = () -> {
        throw e;
    };
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, Background::daemon);
    private final ForkJoinPool pool = new ForkJoinPool(1);
    private final Map<String, String> observed = new LinkedHashMap<>();

    /** What a task throws whose context has ended. */
    private static ContextException thrown(Throwable cause) {
        CancelContext context = Context.background().withCancel();
        context.cancel(cause);
        return assertThrows(ContextException.class, context::throwIfDone);
    }

    @AfterEach
    void shutDown() {
        executor.shutdownNow();
        pool.shutdownNow();
    }

    // ---- the table

    @Test
    void theTableSaysWhatHappensOnThisJdk() throws Exception {
        row("`executor.submit(task)`, `schedule`, `scheduleAtFixedRate`", executor.submit(task));
        row("`executor.invokeAll(tasks)`", executor.invokeAll(List.of(task)).get(0));
        row("`supplyAsync(task, executor)`", CompletableFuture.supplyAsync(this::fail, executor));
        row("`future.thenApply(task)`", CompletableFuture.completedFuture(1).thenApply(one -> fail()));
        row("`future.completeExceptionally(e)`", completed());
        row("the same, then `future.thenApply(other)`", completed().thenApply(value -> value));
        row("`forkJoinPool.submit(task)`", pool.submit(task));
        row("`future.cancel(true)`, for comparison", cancelled());
        assertEquals(
                String.join("\n", observed.values()), rows().stream().limit(8).collect(Collectors.joining("\n")));
    }

    private String fail() {
        throw e;
    }

    private CompletableFuture<String> completed() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.completeExceptionally(e);
        return future;
    }

    private static Future<String> cancelled() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.cancel(true);
        return future;
    }

    private void row(String what, Future<String> future) {
        String join = future instanceof CompletableFuture<String> completable
                ? outcome(completable::join)
                : future instanceof ForkJoinTask<?> forked ? outcome(forked::join) : "–";
        String cells = outcome(future::get) + " | " + join + " | " + future.isCancelled();
        observed.put(what, "| " + what + " | " + cells + " |");
    }

    private String outcome(Callable<?> call) {
        Throwable failure = assertThrows(Throwable.class, call::call);
        if (failure == e) {
            return "`e`";
        }
        String type = "`" + failure.getClass().getSimpleName() + "`";
        return failure.getCause() == e ? type + " of `e`" : type;
    }

    /** The rows below the heading; of a cell that differs between JDKs the part that is for this one. */
    private static List<String> rows() throws IOException {
        String guide = Files.readString(Path.of("docs", "guide.md"));
        boolean isNew = Runtime.version().feature() >= 25;
        return guide.substring(guide.indexOf(HEADING))
                .lines()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> line.replaceAll("17: ([^|;]*); 25: ([^|;]*) \\|", (isNew ? "$2" : "$1") + " |"))
                .toList();
    }

    // ---- what the table cannot say

    @Test
    void aPeriodicTaskDoesNotRunAgain() {
        Future<String> scheduled = executor.schedule(task, 0, TimeUnit.NANOSECONDS);
        assertEquals("`ExecutionException` of `e`", outcome(scheduled::get));
        assertFalse(scheduled.isCancelled());
        AtomicInteger runs = new AtomicInteger();
        Future<?> periodic = executor.scheduleAtFixedRate(
                () -> {
                    runs.incrementAndGet();
                    throw e;
                },
                0,
                1,
                TimeUnit.NANOSECONDS);
        assertEquals("`ExecutionException` of `e`", outcome(periodic::get));
        assertFalse(periodic.isCancelled());
        Background.get(executor.submit(() -> {})); // a turn later
        assertEquals(1, runs.get());
        assertTrue(executor.getQueue().isEmpty());
    }

    @Test
    void invokeAnyAndInvokeThrow() {
        assertEquals("`ExecutionException` of `e`", outcome(() -> executor.invokeAny(List.of(task))));
        assertEquals("`e`", outcome(() -> pool.invoke(ForkJoinTask.adapt(task))));
    }

    // ---- Kotlin

    private final CompletableJob parent = JobKt.Job((Job) null);
    private final AtomicInteger unhandled = new AtomicInteger();

    private CoroutineScope scope() {
        CoroutineContext context = parent.plus(Dispatchers.getUnconfined()).plus(new Handler());
        return CoroutineScopeKt.CoroutineScope(context);
    }

    private final class Handler extends kotlin.coroutines.AbstractCoroutineContextElement
            implements CoroutineExceptionHandler {
        Handler() {
            super(CoroutineExceptionHandler.Key);
        }

        @Override
        public void handleException(CoroutineContext context, Throwable exception) {
            unhandled.incrementAndGet();
        }
    }

    private Job launch(RuntimeException failure) {
        return BuildersKt.launch(
                scope(), EmptyCoroutineContext.INSTANCE, CoroutineStart.DEFAULT, (scope, continuation) -> {
                    throw failure;
                });
    }

    @Test
    void aCoroutineThatThrowsItIsCancelledAndNobodyIsTold() {
        Job job = launch(e);
        assertTrue(job.isCancelled());
        assertTrue(parent.isActive());
        assertEquals(0, unhandled.get());
    }

    @Test
    void aFailureGivenToCancelIsSwallowedWithIt() {
        ContextException failed = thrown(new IOException("disk full"));
        assertTrue(launch(failed).isCancelled());
        assertTrue(parent.isActive());
        assertEquals(0, unhandled.get());
        // What the guide tells to throw instead.
        assertTrue(launch(new IllegalStateException(failed.getCause())).isCancelled());
        assertFalse(parent.isActive());
        assertEquals(1, unhandled.get());
    }
}
