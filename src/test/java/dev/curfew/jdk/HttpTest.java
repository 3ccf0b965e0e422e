package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of requests share: servers, a client, and a context whose registrations are counted. */
abstract class HttpTest extends Contract {

    private static final ExecutorService CLIENT_THREADS = Executors.newCachedThreadPool(Background::daemon);
    static final HttpClient CLIENT =
            HttpClient.newBuilder().executor(CLIENT_THREADS).build();

    static final Exception REASON = new IllegalStateException("the user left");

    /** Ends {@link #context}. */
    CancelContext inner;

    ForeignDone done;
    /** A context that counts what is registered. */
    Context context;

    Site site;
    SilentServer silent;

    @BeforeEach
    void open() throws IOException {
        inner = root.withCancel();
        done = new ForeignDone();
        context = new ForeignForwarding(inner, done);
        site = new Site();
        silent = new SilentServer();
    }

    @AfterEach
    void close() throws IOException {
        site.close();
        silent.close();
    }

    void end() {
        inner.cancel(REASON);
        done.end();
    }

    static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }

    /** Runs something with longer and longer timeouts, until a server has seen a client go. */
    static void untilGone(CountDownLatch clientGone, WithTimeout attempt) throws Exception {
        long nanos = 20 * MILLI;
        do {
            attempt.run(nanos);
            nanos *= 2;
        } while (!clientGone.await(nanos, TimeUnit.NANOSECONDS));
    }

    /** What may be too late for its timeout. */
    @FunctionalInterface
    interface WithTimeout {
        void run(long timeoutNanos) throws Exception;
    }

    void assertLetGo() {
        assertEquals(0, done.attached());
    }
}
