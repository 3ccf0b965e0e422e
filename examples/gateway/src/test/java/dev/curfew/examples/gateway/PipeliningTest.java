package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.delete;
import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many requests at once on one connection: they run at once, and are answered in their order. */
@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(Setup.class)
class PipeliningTest {

    private static final String ORDER = "symbol=ACME&side=buy&quantity=100&price=10.25&timeout=60s";
    private static final String EXPECTS =
            "POST /orders HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\r\n";

    @Parameter
    Setup setup;

    private final ScriptedBackends backends = new ScriptedBackends();
    private TestGateway gateway;

    @BeforeEach
    void start() {
        Options options = setup.options();
        options.neverAcknowledged = 1;
        gateway = new TestGateway(options, backends);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void sixtyFourRunAtOnceAndAreAnsweredInOrder() throws Exception {
        try (RawClient client = gateway.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 64; i++) {
                requests.append(get("/search?timeout=60s&q=" + i, "X-Request-Id: id-" + i));
            }
            client.send(requests.toString());
            answerInAnyOrder(64);
            for (int i = 0; i < 64; i++) {
                HttpReply reply = client.reply();
                assertEquals(200, reply.status());
                assertEquals("id-" + i, reply.headers().get("x-request-id"));
                assertEquals(Integer.toString(i), reply.json().get("query").getAsString());
            }
            assertEquals(200, client.ask(get("/stats")).status());
        }
        gateway.awaitNothingLeft();
    }

    /** All have to be asked before the first is answered: so they do run at once. */
    private void answerInAnyOrder(int searches) throws InterruptedException {
        List<ScriptedBackends.Call> calls = new ArrayList<>();
        for (int i = 0; i < searches; i++) {
            calls.add(backends.quotes.next());
            calls.add(backends.fundamentals.next());
            calls.add(backends.news.next());
        }
        Collections.shuffle(calls, new Random(42));
        calls.forEach(call -> call.answer("answer to " + call.query()));
    }

    @Test
    void theSixtyFifthIsRefusedAndTheConnectionClosed() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(get("/search?timeout=60s&q=a").repeat(65));
            answerInAnyOrder(64);
            for (int i = 0; i < 64; i++) {
                assertEquals(200, client.reply().status());
            }
            HttpReply refused = client.reply();
            assertEquals(503, refused.status());
            assertTrue(refused.error().contains("more than 64 requests in flight"), refused.error());
            assertTrue(client.isClosedByGateway());
        }
        gateway.awaitNothingLeft();
    }

    /** The cancellation comes after the order, its answer too; but it has its effect at once. */
    @Test
    void anOrderIsCancelledByThePipelineItHoldsUp() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(get("/search?timeout=60s&q=a")
                    + post("/orders", ORDER, "X-Order-Id: mine")
                    + delete("/orders/mine"));
            Await.until("cancelled", () -> gateway.stats().cancelled.get() == 1);
            backends.quotes.next().answer("q");
            backends.fundamentals.next().answer("f");
            backends.news.next().answer("n");
            assertEquals(200, client.reply().status());
            HttpReply order = client.reply();
            assertEquals(409, order.status());
            assertEquals("cancelled", order.json().get("state").getAsString());
            HttpReply cancel = client.reply();
            assertEquals(200, cancel.status());
            assertEquals("mine", cancel.json().get("id").getAsString());
        }
    }

    /** The request behind came in the same bytes, and its client waits for a word that must not come now. */
    @Test
    void nothingIsContinuedBehindClose() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(get("/nothing", "Connection: close") + EXPECTS);
            assertEquals(404, client.reply().status());
            assertTrue(client.isClosedByGateway());
        }
        gateway.awaitNothingLeft();
    }

    /** The body is not late while the gateway has not asked for it. */
    @Test
    void aBodyThatIsHeldBackIsNotTooSlow() throws Exception {
        gateway.close();
        Options options = setup.options();
        options.neverAcknowledged = 1;
        options.requestNanos = TimeUnit.MILLISECONDS.toNanos(100);
        gateway = new TestGateway(options, backends);
        try (RawClient client = gateway.connect()) {
            client.send(post("/orders", ORDER.replace("timeout=60s", "timeout=500ms")) + EXPECTS);
            assertEquals(504, client.reply().status());
            assertEquals(100, client.reply().status());
            assertEquals(408, client.reply().status(), "from now on it is");
            assertTrue(client.isClosedByGateway());
        }
    }

    @Test
    void nothingIsReadBehindClose() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(get("/stats", "Connection: close") + get("/stats"));
            assertEquals("close", client.reply().headers().get("connection"));
            assertTrue(client.isClosedByGateway());
        }
        gateway.awaitNothingLeft();
    }
}
