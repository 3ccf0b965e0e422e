package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.DeadlineExceededException;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Futures of requests: what completes them, where, and what their cancel does. */
@EveryCore
@Semantic(31)
class ContextHttpAsyncTest extends HttpTest {

    private final ExecutorService completer = Executors.newSingleThreadExecutor(Background::daemon);

    @AfterEach
    void shutDown() {
        completer.shutdownNow();
    }

    private CompletableFuture<HttpResponse<String>> send(Context context, URI uri, Executor completer) {
        return ContextHttp.sendAsync(context, CLIENT, get(uri), BodyHandlers.ofString(), completer);
    }

    private Thread completerThread() {
        return Background.get(completer.submit(Thread::currentThread));
    }

    // ---- a response

    @Test
    void aResponseComesOnTheCompleterAndNothingStays() {
        CompletableFuture<HttpResponse<String>> future = send(context, site.at("/later"), completer);
        assertEquals(1, done.attached());
        assertFalse(future.isDone());
        CompletableFuture<Thread> stage = future.thenApply(response -> Thread.currentThread());
        site.later.countDown();
        assertSame(completerThread(), Background.get(stage));
        assertEquals("later", Background.get(future).body());
        assertLetGo();
        end();
        assertEquals("later", future.join().body());
    }

    @Test
    void failuresOfTheClientPass() {
        CompletableFuture<HttpResponse<String>> future = send(context, URI.create("http://127.0.0.1:1/"), completer);
        Background.until("failed", future::isDone);
        assertInstanceOf(
                IOException.class,
                assertThrows(ExecutionException.class, future::get).getCause());
        assertInstanceOf(
                IOException.class,
                assertThrows(CompletionException.class, future::join).getCause());
        assertFalse(future.isCancelled());
        assertLetGo();
    }

    // ---- the end

    @Test
    void aContextThatHasEndedSendsNothing() {
        end();
        CompletableFuture<HttpResponse<String>> future = send(context, site.at("/hello"), completer);
        assertSame(REASON, assertThrows(CanceledException.class, future::join).getCause());
        assertEquals(0, site.requests.get());
        assertEquals(0, done.everRegistered());
    }

    @Test
    void theEndCutsAndEveryGetterThrowsTheEndItself() {
        CompletableFuture<HttpResponse<String>> future = send(context, silent.uri(), completer);
        Background.await(silent.asked);
        end();
        Background.until("completed", future::isDone);
        assertTrue(future.isCancelled());
        CanceledException failure = assertThrows(CanceledException.class, future::join);
        assertSame(REASON, failure.getCause());
        assertEquals(1, failure.getSuppressed().length);
        assertSame(failure, assertThrows(CanceledException.class, future::get));
        assertSame(failure, assertThrows(CanceledException.class, () -> future.get(1, TimeUnit.SECONDS)));
        assertSame(failure, assertThrows(CanceledException.class, () -> future.getNow(null)));
        Background.await(silent.clientGone);
        assertLetGo();
    }

    /** The cause of a cancellation may be another context's end: getters do not take it for a wrapped one. */
    @Test
    void aCauseThatIsAContextExceptionIsNotUnwrapped() {
        CancelContext ended = root.withCancel();
        ended.cancel();
        CanceledException cause = assertThrows(CanceledException.class, ended::throwIfDone);
        CancelContext other = root.withCancel();
        CompletableFuture<HttpResponse<String>> future = send(other, silent.uri(), Runnable::run);
        other.cancel(cause);
        assertSame(cause, assertThrows(CanceledException.class, future::join).getCause());
        assertSame(cause, assertThrows(CanceledException.class, future::get).getCause());
    }

    @Test
    void theDeadlineCuts() throws Exception {
        untilGone(
                silent.clientGone,
                nanos -> assertThrows(
                        DeadlineExceededException.class,
                        send(root.withTimeoutNanos(nanos), silent.uri(), completer)::join));
    }

    @Test
    void continuationsRunOnTheCompleterAndNotOnTheEndingThread() {
        CompletableFuture<HttpResponse<String>> future = send(context, silent.uri(), completer);
        CompletableFuture<Thread> stage = future.handle((response, failure) -> Thread.currentThread());
        end();
        assertSame(completerThread(), Background.get(stage));
    }

    @Test
    void aBusyCompleterDoesNotKeepTheExchange() {
        List<Runnable> held = new ArrayList<>();
        CompletableFuture<HttpResponse<String>> future = send(context, silent.uri(), held::add);
        Background.await(silent.asked);
        end();
        Background.await(silent.clientGone);
        assertLetGo();
        assertFalse(future.isDone());
        held.forEach(Runnable::run);
        assertTrue(future.isCancelled());
    }

    @Test
    void aRejectingCompleterCompletesOnTheEndingThreadAndIsReported() {
        RejectedExecutionException rejection = new RejectedExecutionException("shut down");
        Executor rejecting = task -> {
            throw rejection;
        };
        CompletableFuture<HttpResponse<String>> future = send(context, silent.uri(), rejecting);
        CompletableFuture<Thread> stage = future.handle((response, failure) -> Thread.currentThread());
        end();
        assertTrue(future.isCancelled());
        assertSame(Thread.currentThread(), stage.getNow(null));
        failures.assertTold(rejection);
        CompletableFuture<HttpResponse<String>> answered = send(context.withoutCancel(), site.at("/hello"), rejecting);
        assertEquals("hello", Background.get(answered).body());
        Background.until("reported", () -> !failures.take().isEmpty());
    }

    /** The completer's only thread waits for bytes, so the end must reach it in another way. */
    @Test
    void theEndWakesAReaderOnTheCompleter() throws Exception {
        try (HeadersOnly server = new HeadersOnly()) {
            CompletableFuture<Thread> reader = new CompletableFuture<>();
            CompletableFuture<Throwable> read = ContextHttp.sendAsync(
                            context, CLIENT, get(server.uri()), BodyHandlers.ofInputStream(), completer)
                    .thenApply(response -> {
                        reader.complete(Thread.currentThread());
                        return assertThrows(IOException.class, response.body()::read)
                                .getCause();
                    });
            Background.untilParked(Background.get(reader));
            end();
            assertInstanceOf(ContextException.class, Background.get(read));
            Background.await(server.clientGone);
            assertLetGo();
        }
    }

    // ---- a future that the user completes

    @Test
    void cancellingTheFutureCutsTheExchangeAndLetsGo() {
        CompletableFuture<HttpResponse<String>> future = send(context, silent.uri(), completer);
        Background.await(silent.asked);
        assertEquals(1, done.attached());
        assertTrue(future.cancel(false));
        assertLetGo();
        Background.await(silent.clientGone);
        assertFalse(assertThrows(CancellationException.class, future::join) instanceof ContextException);
    }

    @Test
    void aTimeoutOfTheFutureCutsTheExchangeToo() {
        CompletableFuture<HttpResponse<String>> future = send(context, silent.uri(), completer);
        Background.await(silent.asked);
        future.orTimeout(1, TimeUnit.MILLISECONDS);
        assertInstanceOf(
                TimeoutException.class,
                assertThrows(CompletionException.class, future::join).getCause());
        Background.await(silent.clientGone);
        Background.until("let go", () -> done.attached() == 0);
    }

    /** The response has come, and waits in the completer. */
    @Test
    void aStreamThatNobodyGetsIsCut() {
        List<Runnable> held = new ArrayList<>();
        CompletableFuture<HttpResponse<InputStream>> future =
                ContextHttp.sendAsync(context, CLIENT, get(site.at("/endless")), BodyHandlers.ofInputStream(), task -> {
                    synchronized (held) {
                        held.add(task);
                    }
                });
        Background.until("handed over", () -> {
            synchronized (held) {
                return !held.isEmpty();
            }
        });
        assertTrue(future.cancel(false));
        held.get(0).run();
        Background.await(site.clientGone);
        assertLetGo();
    }

    /** The response has been given away: that the executor also rejects does not take it back. */
    @Test
    void aCompleterThatRunsItsTaskAndRejectsItDoesNotTouchTheBody() throws Exception {
        RejectedExecutionException rejection = new RejectedExecutionException("meant");
        CompletableFuture<HttpResponse<InputStream>> future =
                ContextHttp.sendAsync(context, CLIENT, get(site.at("/endless")), BodyHandlers.ofInputStream(), task -> {
                    task.run();
                    throw rejection;
                });
        InputStream body = Background.get(future).body();
        Background.until("reported", () -> failures.take().contains(rejection));
        assertEquals('a', body.read());
        assertEquals(1, done.attached());
        body.close();
    }

    @Test
    void cancellingACompletedFutureDoesNotTouchTheBody() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> future = ContextHttp.sendAsync(
                context, CLIENT, get(site.at("/endless")), BodyHandlers.ofInputStream(), completer);
        InputStream body = Background.get(future).body();
        assertFalse(future.cancel(true));
        assertEquals('a', body.read());
        assertEquals(1, done.attached());
        body.close();
        assertLetGo();
    }

    // ---- what is kept

    @Test
    void aLongLivedContextKeepsNothing() {
        CancelContext service = root.withCancel();
        Collected.despite(service, "a response", () -> {
            CompletableFuture<HttpResponse<String>> future = send(service, site.at("/hello"), completer);
            Background.get(future);
            return new WeakReference<>(future);
        });
        Collected.despite(service, "a future", () -> {
            CompletableFuture<HttpResponse<String>> future = send(service, silent.uri(), completer);
            future.cancel(true);
            return new WeakReference<>(future);
        });
    }

    @Test
    void churn() {
        for (int round = 0; round < 60; round++) {
            CompletableFuture<HttpResponse<String>> future = send(context, site.at("/hello"), completer);
            if (round % 3 == 0) {
                future.cancel(true);
            } else {
                assertEquals("hello", future.join().body());
            }
        }
        assertLetGo();
        assertEquals(60, done.everRegistered());
    }
}
