package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.DeadlineExceededException;
import dev.curfew.ForwardingContext;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Requests over real connections (X4, X5). */
@EveryCore
@Semantic(31)
class ContextHttpTest extends HttpTest {

    // ---- before the request

    @Test
    void nullsAreNamedAndNothingIsSentOrRegistered() {
        HttpRequest request = get(site.at("/hello"));
        assertNamed("context", () -> ContextHttp.send(null, CLIENT, request, BodyHandlers.ofString()));
        assertNamed("client", () -> ContextHttp.send(context, null, request, BodyHandlers.ofString()));
        assertNamed("request", () -> ContextHttp.send(context, CLIENT, null, BodyHandlers.ofString()));
        assertNamed("handler", () -> ContextHttp.send(context, CLIENT, request, null));
        assertNamed("context", () -> sendAsync(null, request));
        assertNamed("request", () -> sendAsync(context, null));
        assertNamed("completer", () -> ContextHttp.sendAsync(context, CLIENT, request, BodyHandlers.ofString(), null));
        assertEquals(0, site.requests.get());
        assertEquals(0, done.everRegistered());
    }

    private static CompletableFuture<?> sendAsync(Context context, HttpRequest request) {
        return ContextHttp.sendAsync(context, CLIENT, request, BodyHandlers.ofString(), Runnable::run);
    }

    private static void assertNamed(String parameter, Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }

    @Test
    void aContextThatHasEndedSendsNothing() {
        end();
        CanceledException failure = assertThrows(CanceledException.class, () -> hello(context));
        assertSame(REASON, failure.getCause());
        assertEquals(0, site.requests.get());
        assertEquals(0, done.everRegistered());
    }

    private String hello(Context context) throws IOException, InterruptedException {
        return ContextHttp.send(context, CLIENT, get(site.at("/hello")), BodyHandlers.ofString())
                .body();
    }

    @Test
    void anInterruptedThreadSendsNothing() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> hello(context));
        assertEquals(0, site.requests.get());
        assertEquals(0, done.everRegistered());
    }

    @Test
    void whatTheClientRefuses() {
        FakeClient client = new FakeClient();
        IllegalArgumentException refused = new IllegalArgumentException("method");
        client.answer = handler -> {
            throw refused;
        };
        HttpRequest request = get(site.at("/"));
        assertSame(
                refused,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ContextHttp.send(context, client, request, BodyHandlers.ofString())));
        assertSame(
                refused,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ContextHttp.sendAsync(context, client, request, BodyHandlers.ofString(), Runnable::run)));
        assertEquals(0, done.everRegistered());
    }

    @Test
    void aForeignContextThatCannotBeListenedTo() {
        IllegalStateException broken = new IllegalStateException("broken");
        Context foreign = new ForeignForwarding(root, new ForeignDone() {
            @Override
            public Registration onDone(Runnable action) {
                throw broken;
            }
        });
        HttpRequest request = get(silent.uri());
        assertSame(
                broken,
                assertThrows(
                        IllegalStateException.class,
                        () -> ContextHttp.send(foreign, CLIENT, request, BodyHandlers.ofString())));
    }

    @Test
    void aContextThatFailsLaterLeavesNothing() {
        IllegalStateException broken = new IllegalStateException("broken");
        for (int good = 0; good < 6; good++) {
            FakeClient client = new FakeClient();
            CompletableFuture<Object> sent = new CompletableFuture<>();
            client.answer = handler -> sent;
            AtomicInteger runtimes = new AtomicInteger(good);
            Context foreign = new ForwardingContext(context) {
                @Override
                public ContextRuntime runtime() {
                    if (runtimes.getAndDecrement() <= 0) {
                        throw broken;
                    }
                    return super.runtime();
                }
            };
            try {
                ContextHttp.sendAsync(foreign, client, get(site.at("/")), BodyHandlers.ofString(), Runnable::run)
                        .cancel(true);
            } catch (IllegalStateException e) {
                assertSame(broken, e);
            }
            assertTrue(client.request == null || sent.isCancelled(), "cut after " + good + " good answers");
            assertLetGo();
        }
    }

    @Test
    void aClientWithoutAFuture() {
        FakeClient client = new FakeClient();
        client.answer = handler -> null;
        HttpRequest request = get(site.at("/"));
        assertThrows(
                NullPointerException.class, () -> ContextHttp.send(context, client, request, BodyHandlers.ofString()));
        assertLetGo();
    }

    /** It shows an exception of its own instead of its end. */
    @Test
    void aForeignContextThatFailsAtItsEndCutsAllTheSame() {
        IllegalStateException broken = new IllegalStateException("broken");
        Context foreign = new ForeignForwarding(inner, done, () -> {
            if (done.ended()) {
                throw broken;
            }
            return false;
        });
        CompletableFuture<HttpResponse<String>> future =
                ContextHttp.sendAsync(foreign, CLIENT, get(silent.uri()), BodyHandlers.ofString(), Runnable::run);
        Background.await(silent.asked);
        end();
        Background.await(silent.clientGone);
        Background.until("completed", future::isDone);
        assertSame(broken, assertThrows(CompletionException.class, future::join).getCause());
    }

    /** It runs the action before its end, and says so as a context derived from it would. */
    @Test
    void aForeignContextThatRunsItsActionsTooEarly() {
        CompletableFuture<HttpResponse<String>> future =
                ContextHttp.sendAsync(context, CLIENT, get(silent.uri()), BodyHandlers.ofString(), Runnable::run);
        Background.await(silent.asked);
        done.tellAll();
        Background.until("completed", future::isDone);
        assertThrows(CanceledException.class, future::join);
        Future<?> telling = Background.start(() -> {
            Background.until("asked again", () -> done.attached() == 1);
            done.tellAll();
        });
        assertThrows(CanceledException.class, this::sendToSilence);
        Background.get(telling);
    }

    /** An error is no way to end. */
    @Test
    void anErrorPasses() {
        AssertionError error = new AssertionError("meant");
        FakeClient client = new FakeClient();
        client.answer = handler -> {
            end();
            return CompletableFuture.failedFuture(error);
        };
        HttpRequest request = get(site.at("/"));
        assertSame(
                error,
                assertThrows(
                        AssertionError.class,
                        () -> ContextHttp.send(context, client, request, BodyHandlers.ofString())));
    }

    // ---- a response

    @Test
    void aResponseIsReturnedAndNothingStays() throws Exception {
        assertEquals("hello", hello(context));
        assertLetGo();
        assertEquals(1, done.everRegistered());
        assertEquals("hello", hello(root));
        assertEquals("hello", hello(root.withTimeout(HOUR)));
    }

    @Test
    void aResponseWithoutABody() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(site.at("/hello"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        assertEquals(
                "",
                ContextHttp.send(context, CLIENT, head, BodyHandlers.ofString()).body());
        assertEquals(
                null,
                ContextHttp.send(context, CLIENT, get(site.at("/hello")), BodyHandlers.discarding())
                        .body());
        assertLetGo();
    }

    @Test
    void failuresOfTheClientPassAndNothingStays() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        assertThrows(
                ConnectException.class, () -> ContextHttp.send(context, CLIENT, get(nobody), BodyHandlers.ofString()));
        IllegalStateException broken = new IllegalStateException("handler");
        assertSame(
                broken,
                assertThrows(
                        IllegalStateException.class,
                        () -> ContextHttp.send(context, CLIENT, get(site.at("/hello")), info -> {
                            throw broken;
                        })));
        assertNotEquals(0, done.everRegistered());
        assertLetGo();
    }

    // ---- a server that never answers

    @Test
    void theEndCutsARequestThatIsNeverAnswered() {
        Future<?> ending = Background.start(() -> {
            Background.await(silent.asked);
            end();
        });
        CanceledException failure = assertThrows(CanceledException.class, this::sendToSilence);
        assertSame(REASON, failure.getCause());
        assertEquals(1, failure.getSuppressed().length);
        Background.await(silent.clientGone);
        Background.get(ending);
        assertLetGo();
    }

    private HttpResponse<String> sendToSilence() throws IOException, InterruptedException {
        return ContextHttp.send(context, CLIENT, get(silent.uri()), BodyHandlers.ofString());
    }

    @Test
    void theDeadlineCutsARequestThatIsNeverAnswered() throws Exception {
        untilGone(silent.clientGone, nanos -> {
            Context brief = root.withTimeoutNanos(nanos);
            assertThrows(
                    DeadlineExceededException.class,
                    () -> ContextHttp.send(brief, CLIENT, get(silent.uri()), BodyHandlers.ofString()));
            assertTrue(brief.isDone());
        });
    }

    /** The client's timer and the wheel fire at the same time. */
    @Test
    void whicheverTimerIsFirstTheDeadlineIsTheFailure() {
        for (int round = 0; round < 30; round++) {
            Context brief = root.withTimeoutNanos((5 + round) * MILLI + round * MILLI / 30);
            assertThrows(
                    DeadlineExceededException.class,
                    () -> ContextHttp.send(brief, CLIENT, get(silent.uri()), BodyHandlers.ofString()));
        }
    }

    /** The client's timer is the first to see that the deadline has passed. */
    @Test
    void theClientsTimeoutAtTheDeadlineIsTheDeadline() throws Exception {
        try (ContextRuntime undriven = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .errorHandler(failures)
                .callerDriven()
                .build()) {
            untilGone(silent.clientGone, nanos -> {
                Context brief = undriven.background().withTimeoutNanos(nanos + MILLI / 3);
                DeadlineExceededException failure = assertThrows(
                        DeadlineExceededException.class,
                        () -> ContextHttp.send(brief, CLIENT, get(silent.uri()), BodyHandlers.ofString()));
                for (Throwable ofClient : failure.getSuppressed()) {
                    assertInstanceOf(HttpTimeoutException.class, ofClient);
                }
            });
        }
    }

    @Test
    void theRequestsOwnTimeoutIfThatIsShorter() {
        HttpRequest request = HttpRequest.newBuilder(silent.uri())
                .timeout(Duration.ofMillis(20))
                .build();
        assertThrows(
                HttpTimeoutException.class,
                () -> ContextHttp.send(root.withTimeout(HOUR), CLIENT, request, BodyHandlers.ofString()));
        assertThrows(
                HttpTimeoutException.class, () -> ContextHttp.send(context, CLIENT, request, BodyHandlers.ofString()));
        assertLetGo();
    }

    @Test
    void anInterruptCutsTheExchange() {
        AtomicReference<Thread> sender = new AtomicReference<>();
        Future<?> sending = Background.start(() -> {
            sender.set(Thread.currentThread());
            assertThrows(InterruptedException.class, this::sendToSilence);
        });
        Background.await(silent.asked);
        sender.get().interrupt();
        Background.get(sending);
        assertLetGo();
        Background.await(silent.clientGone);
    }

    @Test
    void onEachKindOfThread() throws Exception {
        for (Threads kind : Threads.kinds()) {
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            kind.start(() -> outcome.complete(assertThrows(
                    DeadlineExceededException.class,
                    () -> ContextHttp.send(
                            root.withTimeoutNanos(50 * MILLI), CLIENT, get(silent.uri()), BodyHandlers.ofString()))));
            Background.get(outcome);
        }
    }

    // ---- the end while the body is read

    @Test
    void theEndCutsABodyThatIsCollected() {
        Future<?> ending = Background.start(() -> {
            Background.until("requested", () -> site.requests.get() == 1);
            end();
        });
        CanceledException failure = assertThrows(
                CanceledException.class,
                () -> ContextHttp.send(context, CLIENT, get(site.at("/endless")), BodyHandlers.ofString()));
        assertSame(REASON, failure.getCause());
        Background.await(site.clientGone);
        Background.get(ending);
        assertLetGo();
    }

    @Test
    void theDeadlineCutsABodyThatIsCollected() throws Exception {
        untilGone(
                site.clientGone,
                nanos -> assertThrows(
                        DeadlineExceededException.class,
                        () -> ContextHttp.send(
                                root.withTimeoutNanos(nanos),
                                CLIENT,
                                get(site.at("/endless")),
                                BodyHandlers.discarding())));
    }

    // ---- the end after send has returned a stream

    private InputStream endless() throws Exception {
        return ContextHttp.send(context, CLIENT, get(site.at("/endless")), BodyHandlers.ofInputStream())
                .body();
    }

    @Test
    void theEndCutsAStreamThatIsBeingRead() throws Exception {
        InputStream body = endless();
        assertEquals('a', body.read());
        assertEquals(1, done.attached());
        Future<IOException> reading = Background.call(() -> assertThrows(IOException.class, () -> {
            while (body.read() >= 0) {}
        }));
        end();
        ContextException cause =
                assertInstanceOf(ContextException.class, Background.get(reading).getCause());
        assertSame(REASON, cause.getCause());
        Background.await(site.clientGone);
        assertLetGo();
    }

    @Test
    void theEndWakesAReaderThatWaitsForBytes() throws Exception {
        try (HeadersOnly server = new HeadersOnly()) {
            InputStream body = ContextHttp.send(context, CLIENT, get(server.uri()), BodyHandlers.ofInputStream())
                    .body();
            AtomicReference<Thread> reader = new AtomicReference<>();
            Future<IOException> reading = Background.call(() -> {
                reader.set(Thread.currentThread());
                return assertThrows(IOException.class, body::read);
            });
            Background.until("reading", () -> reader.get() != null);
            Background.untilParked(reader.get());
            end();
            assertInstanceOf(ContextException.class, Background.get(reading).getCause());
            Background.await(server.clientGone);
            assertLetGo();
        }
    }

    @Test
    void theEndCutsWhatARedirectAndAChallengeHaveLedTo() throws Exception {
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .authenticator(new Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return new PasswordAuthentication("user", "password".toCharArray());
                    }
                })
                .build();
        InputStream body = ContextHttp.send(context, following, get(site.at("/moved")), BodyHandlers.ofInputStream())
                .body();
        assertEquals('a', body.read());
        assertEquals(3, site.requests.get());
        assertEquals(1, done.attached());
        end();
        Background.await(site.clientGone);
        assertThrows(IOException.class, () -> {
            while (body.read() >= 0) {}
        });
        assertLetGo();
    }

    @Test
    void aBodyThatTheServerBreaksOffLeavesNothing() throws Exception {
        assertThrows(
                IOException.class,
                () -> ContextHttp.send(context, CLIENT, get(site.at("/half")), BodyHandlers.ofString()));
        assertLetGo();
        InputStream body = ContextHttp.send(context, CLIENT, get(site.at("/half")), BodyHandlers.ofInputStream())
                .body();
        assertThrows(IOException.class, body::readAllBytes);
        Background.until("let go", () -> done.attached() == 0);
    }

    @Test
    void theEndCutsAStreamThatNobodyReads() throws Exception {
        InputStream body = endless();
        end();
        Background.await(site.clientGone);
        Background.until("failed", () -> {
            try {
                return body.read() < 0;
            } catch (IOException e) {
                return e.getCause() instanceof ContextException;
            }
        });
    }

    @Test
    void theDeadlineCutsAStreamThatIsBeingRead() throws Exception {
        untilGone(site.clientGone, nanos -> {
            InputStream body;
            try {
                body = ContextHttp.send(
                                root.withTimeoutNanos(nanos),
                                CLIENT,
                                get(site.at("/endless")),
                                BodyHandlers.ofInputStream())
                        .body();
            } catch (DeadlineExceededException e) {
                return; // too early to read
            }
            IOException failure = assertThrows(IOException.class, () -> {
                while (body.read() >= 0) {}
            });
            assertInstanceOf(DeadlineExceededException.class, failure.getCause());
        });
    }

    @Test
    void theEndCutsLines() throws Exception {
        Stream<String> lines = ContextHttp.send(context, CLIENT, get(site.at("/endless")), BodyHandlers.ofLines())
                .body();
        UncheckedIOException failure = assertThrows(
                UncheckedIOException.class,
                () -> lines.forEach(line -> {
                    if (!inner.isDone()) {
                        end();
                    }
                }));
        assertInstanceOf(ContextException.class, failure.getCause().getCause());
        Background.await(site.clientGone);
        assertLetGo();
    }

    @Test
    void theEndCutsAPublisherAndItsSubscriberFailsOnAnotherThread() throws Exception {
        Flow.Publisher<List<ByteBuffer>> publisher = ContextHttp.send(
                        context, CLIENT, get(site.at("/endless")), BodyHandlers.ofPublisher())
                .body();
        Collecting subscriber = new Collecting();
        publisher.subscribe(subscriber);
        Background.until("some data", () -> subscriber.signals.get() > 1);
        end();
        ContextException failure = assertInstanceOf(ContextException.class, Background.get(subscriber.failure));
        assertSame(REASON, failure.getCause());
        assertNotEquals(Thread.currentThread(), subscriber.failedOn);
        Background.await(site.clientGone);
        assertLetGo();
    }

    @Test
    void aStreamReadToItsEndStaysNoLonger() throws Exception {
        InputStream body = ContextHttp.send(context, CLIENT, get(site.at("/hello")), BodyHandlers.ofInputStream())
                .body();
        assertEquals("hello", new String(body.readAllBytes()));
        assertLetGo();
        end();
        assertEquals(-1, body.read());
    }

    @Test
    void aClosedStreamStaysNoLongerAndIsCut() throws Exception {
        InputStream body = endless();
        assertEquals('a', body.read());
        assertEquals(1, done.attached());
        body.close();
        assertLetGo();
        Background.await(site.clientGone);
    }

    @Test
    void aRealContextEndsStreamsToo() throws Exception {
        CancelContext real = root.withCancel();
        InputStream body = ContextHttp.send(real, CLIENT, get(site.at("/endless")), BodyHandlers.ofInputStream())
                .body();
        real.cancel();
        assertThrows(IOException.class, () -> {
            while (body.read() >= 0) {}
        });
        Background.await(site.clientGone);
    }
}
