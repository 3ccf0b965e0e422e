package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time: to send a request, between requests, and to read answers. */
@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(Setup.class)
class SlowClientTest {

    @Parameter
    Setup setup;

    private final ScriptedBackends backends = new ScriptedBackends();
    private TestGateway gateway;

    private TestGateway start(long requestMillis, long idleMillis) {
        Options options = setup.options();
        options.requestNanos = TimeUnit.MILLISECONDS.toNanos(requestMillis);
        options.idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
        gateway = new TestGateway(options, backends);
        return gateway;
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET /stats HTTP/1.1\r\n",
                "GET /stats HTTP/1.1\r\nHost: te",
                "GET /stats HTTP/1.1\r\nHost: localhost\r\n",
                "POST /orders HTTP/1.1\r\nContent-Length: 10\r\n\r\n",
                "POST /orders HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf",
                "POST /orders HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha",
                "POST /orders HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n"
            })
    void aHalfSentRequestTimesOut(String half) throws Exception {
        start(100, 30_000);
        try (RawClient client = gateway.connect()) {
            HttpReply reply = client.send(half).reply();
            assertEquals(408, reply.status());
            assertTrue(reply.error().contains("not complete within"), reply.error());
            assertTrue(client.isClosedByGateway());
        }
    }

    /** The half that comes with a whole one, in the same bytes, is a request that has begun. */
    @ParameterizedTest
    @ValueSource(strings = {"GET /stats HT", "GET /stats HTTP/1.1\r\n"})
    void aHalfBehindAWholeOneTimesOut(String half) throws Exception {
        start(100, 30_000);
        try (RawClient client = gateway.connect()) {
            client.send(get("/stats") + half);
            assertEquals(200, client.reply().status());
            assertEquals(408, client.reply().status());
            assertTrue(client.isClosedByGateway());
        }
    }

    /** Byte by byte does not help, nor line by line: the time counts from the first. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "a:b\r\n", "a:|b\r\n"})
    void aTrickleTimesOut(String drop) throws Exception {
        start(200, 30_000);
        try (RawClient client = gateway.connect()) {
            Thread trickle = new Thread(() -> trickle(client, drop));
            trickle.start();
            assertEquals(408, client.reply().status());
            assertTrue(client.isClosedByGateway());
            client.vanish();
            trickle.join();
        }
    }

    private static void trickle(RawClient client, String drop) {
        try {
            client.send("GET /stats HTTP/1.1\r\n");
            while (true) {
                for (String piece : drop.split("[|]")) {
                    client.send(piece);
                    LockSupport.parkNanos(5_000_000);
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** They may follow a request, and begin none. */
    @Test
    void lineEndsAreNoRequest() throws Exception {
        try (RawClient client = askedInTime("\r\n\r\n")) {
            assertTrue(client.isClosedByGateway(), "as idle, without a word");
        }
    }

    /**
     * A client that has got an answer, of a gateway that closes idle connections soon. On a busy machine the request may
     * come too late: then another one gets ten times as long.
     */
    private RawClient askedInTime(String behind) throws Exception {
        for (long idleMillis = 100; ; idleMillis *= 10) {
            start(100, idleMillis);
            RawClient client = gateway.connect();
            try {
                assertEquals(404, client.ask(get("/nothing") + behind).status());
                return client;
            } catch (IOException e) {
                client.close();
                gateway.close();
            }
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        start(5_000, 100);
        try (RawClient silent = gateway.connect();
                RawClient served = gateway.connect()) {
            assertTrue(silent.isClosedByGateway());
            assertTrue(served.isClosedByGateway());
        }
        gateway.awaitNothingLeft();
    }

    @Test
    void aConnectionWithARequestInFlightIsNotIdle() throws Exception {
        try (RawClient waiting = askedInTime(get("/search?q=a&timeout=60s"));
                RawClient silent = gateway.connect()) {
            ScriptedBackends.Call call = backends.quotes.next();
            assertTrue(silent.isClosedByGateway(), "by then the other is as old as that");
            call.answer("quotes");
            backends.fundamentals.next().answer("fundamentals");
            backends.news.next().answer("news");
            assertEquals(200, waiting.reply().status());
            assertTrue(waiting.isClosedByGateway(), "now it is idle");
        }
    }

    /** Asks on and on for the largest answer there is, and reads nothing. */
    @Test
    void aClientThatDoesNotReadIsClosed() throws Exception {
        start(5_000, 30_000);
        try (RawClient client = gateway.connect()) {
            assertEquals(404, client.ask(get("/nothing")).status());
            String requests = get("/chart.js").repeat(8);
            Await.until("the gateway has had enough", () -> {
                client.sendWhatGoes(requests);
                return gateway.stats().sessions.sum() == 0;
            });
        }
        gateway.awaitNothingLeft();
    }

    /** It takes longer than a connection lingers, but it reads: the whole of its last answer is sent. */
    @Test
    void aSlowReaderGetsItsLastAnswer() throws Exception {
        Options options = setup.options();
        options.lingerNanos = TimeUnit.MILLISECONDS.toNanos(20);
        gateway = new TestGateway(options, backends);
        int answers = unreadUntilCut() - 3; // how much the kernel takes varies
        try (RawClient client = gateway.connect();
                RawClient other = gateway.connect()) {
            for (int i = 1; i < answers; i++) {
                askForScript(client);
            }
            client.send(get("/chart.js", "Connection: close"));
            assertEquals(504, other.ask(get("/search?q=a&timeout=200ms")).status(), "by then it would be closed");
            for (int i = 0; i < answers; i++) {
                assertEquals(200, client.reply().status());
            }
            assertTrue(client.isClosedByGateway());
        }
    }

    /** As many as fill the kernel's buffers and the gateway's. */
    private int unreadUntilCut() throws IOException {
        int asked = 0;
        try (RawClient client = gateway.connect()) {
            assertEquals(404, client.ask(get("/nothing")).status());
            do {
                asked++;
            } while (askForScript(client));
        }
        gateway.awaitNothingLeft();
        return asked;
    }

    /** Whether there was still room for the answer. */
    private boolean askForScript(RawClient client) {
        long answered = answered();
        client.sendWhatGoes(get("/chart.js"));
        Await.until(
                "answered or cut",
                () -> answered() > answered || gateway.stats().sessions.sum() == 0);
        return answered() > answered;
    }

    private long answered() {
        Counter counter = gateway.stats().statuses().get(200);
        return counter == null ? 0 : counter.get();
    }
}
