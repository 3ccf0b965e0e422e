package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.delete;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Orders and what becomes of them. */
@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(Setup.class)
class OrdersTest {

    private static final String TICKET = "symbol=ACME&side=buy&quantity=100&price=10.25&timeout=";

    @Parameter
    Setup setup;

    private TestGateway gateway;

    private TestGateway start(double neverAcknowledged) {
        Options options = setup.options();
        options.neverAcknowledged = neverAcknowledged;
        options.loops = 2;
        gateway = new TestGateway(options, new ScriptedBackends());
        return gateway;
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void awaitOpen(int orders) {
        Await.until(orders + " open", () -> gateway.stats().orders.sum() == orders);
    }

    @Test
    void isAcknowledged() throws Exception {
        start(0);
        try (RawClient client = gateway.connect()) {
            HttpReply reply = client.ask(post("/orders", TICKET + "60s"));
            assertEquals(201, reply.status());
            assertEquals(
                    "{\"id\":1,\"state\":\"acknowledged\",\"symbol\":\"ACME\",\"side\":\"buy\",\"quantity\":100,\"price\":10.25}",
                    reply.body());
            assertEquals(404, client.ask(delete("/orders/1")).status(), "it is not open any more");
        }
    }

    @Test
    void expires() throws Exception {
        start(1);
        try (RawClient client = gateway.connect()) {
            HttpReply reply = client.ask(post("/orders", TICKET + "20ms"));
            assertEquals(504, reply.status());
            assertEquals("expired", reply.json().get("state").getAsString());
            assertEquals(1, reply.json().get("id").getAsInt());
            assertEquals(504, client.ask(post("/orders", TICKET + "1ns")).status(), "born expired");
        }
        gateway.awaitNothingLeft();
    }

    /** On two event loops. */
    @Test
    void isCancelledFromAnotherConnection() throws Exception {
        start(1);
        try (RawClient owner = gateway.connect();
                RawClient other = gateway.connect()) {
            owner.send(post("/orders", TICKET + "60s", "X-User: ada"));
            awaitOpen(1);
            HttpReply forbidden = other.ask(delete("/orders/1", "X-User: eve"));
            assertEquals(403, forbidden.status());
            assertTrue(forbidden.error().contains("belongs to another X-User"), forbidden.error());
            assertEquals(403, other.ask(delete("/orders/1")).status(), "nobody in particular is another, too");
            HttpReply cancelled = other.ask(delete("/orders/1", "X-User: ada"));
            assertEquals("{\"id\":1,\"state\":\"cancelled\"}", cancelled.body());
            assertEquals(409, owner.reply().status());
            assertEquals(404, other.ask(delete("/orders/1", "X-User: ada")).status());
        }
    }

    @Test
    void aNameIsTakenWhileItsOrderIsOpen() throws Exception {
        start(1);
        try (RawClient owner = gateway.connect();
                RawClient other = gateway.connect()) {
            owner.send(post("/orders", TICKET + "60s", "X-Order-Id: 1"));
            awaitOpen(1);
            HttpReply taken = other.ask(post("/orders", TICKET + "60s", "X-Order-Id: 1"));
            assertEquals(409, taken.status());
            assertTrue(taken.error().contains("X-Order-Id 1 names an order that is open"), taken.error());
            other.send(post("/orders", TICKET + "60s"));
            awaitOpen(2);
            assertEquals(200, cancelStatus("2"), "the gateway's number is another one");
            assertEquals("\"1\"", cancelled("1"), "a name of the client's is a string");
            assertEquals(409, owner.reply().status());
            assertEquals(409, other.reply().status());
            owner.send(post("/orders", TICKET + "60s", "X-Order-Id: 1"));
            awaitOpen(1);
        }
    }

    private int cancelStatus(String id) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.ask(delete("/orders/" + id)).status();
        }
    }

    private String cancelled(String id) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.ask(delete("/orders/" + id)).json().get("id").toString();
        }
    }

    /** The agent thread is kept busy, so that orders pile up on their way to it. */
    @Test
    void theQueueToMatchingIsFull() throws Exception {
        Options options = setup.options();
        options.matchingQueue = 4;
        CountDownLatch stall = new CountDownLatch(1);
        CountDownLatch stalled = new CountDownLatch(1);
        gateway = new TestGateway(options, new StallingBackends(stalled, stall));
        assertTrue(stalled.await(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        try (RawClient client = gateway.connect()) {
            client.send(post("/orders", TICKET + "60s").repeat(4));
            awaitOpen(4);
            client.send(post("/orders", TICKET + "60s"));
            Await.until("the fifth is refused", () -> gateway.stats().statuses().containsKey(503));
            stall.countDown();
            int refused = 0;
            for (int i = 0; i < 5; i++) {
                refused += client.reply().status() == 503 ? 1 : 0;
            }
            assertEquals(1, refused);
        } finally {
            stall.countDown();
        }
    }
}
