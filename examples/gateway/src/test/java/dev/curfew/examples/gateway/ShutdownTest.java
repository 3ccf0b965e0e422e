package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway that stops: what is in flight is answered, and every connection closed. */
@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(Setup.class)
class ShutdownTest {

    private static final String ORDER = "symbol=ACME&side=buy&quantity=100&price=10.25&timeout=60s";

    @Parameter
    Setup setup;

    @Test
    void withRequestsInFlight() throws Exception {
        Options options = setup.options();
        options.neverAcknowledged = 1;
        ScriptedBackends backends = new ScriptedBackends();
        TestGateway gateway = new TestGateway(options, backends);
        try (RawClient busy = gateway.connect();
                RawClient halfway = gateway.connect();
                RawClient idle = gateway.connect()) {
            idle.ask(get("/stats"));
            halfway.send("GET /sta");
            busy.send(get("/search?q=a&timeout=60s") + post("/orders", ORDER));
            backends.quotes.next().answer("10.25");
            Context call = backends.news.next().context();
            Await.until("both are in flight", () -> gateway.stats().orders.sum() == 1);
            gateway.close();
            assertEquals(Context.CANCELED, call.err());
            assertSame(Ended.SHUTDOWN, call.cause());
            HttpReply search = busy.reply();
            assertTrue(search.status() == 200 || search.status() == 503, "status " + search.status());
            HttpReply order = busy.reply();
            assertEquals(503, order.status());
            assertEquals("shut down", order.json().get("state").getAsString());
            assertEquals(1, gateway.stats().shutDown.get());
            assertEquals(0, gateway.stats().disconnected.get());
            assertTrue(busy.isClosedByGateway());
            assertTrue(halfway.isClosedByGateway());
            assertTrue(idle.isClosedByGateway());
        }
        assertThrows(IOException.class, gateway::connect, "it does not listen any more");
    }

    /** No deadline has passed. */
    @Test
    void withASearchThatHasNothingYet() throws Exception {
        ScriptedBackends backends = new ScriptedBackends();
        TestGateway gateway = new TestGateway(setup.options(), backends);
        try (RawClient client = gateway.connect()) {
            client.send(get("/search?q=a&timeout=60s"));
            backends.news.next();
            gateway.close();
            assertEquals(503, client.reply().status());
        }
    }

    /** One that is being worked on, and one that waits for that. */
    @Test
    void withFiguresAskedFor() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        TestGateway gateway = new TestGateway(setup.options(), new SlowFigures(asked, letGo));
        try (RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(get("/stats"));
            assertTrue(asked.await(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
            second.ask(get("/nothing"));
            second.send(get("/stats") + get("/nothing"));
            Await.until(
                    "both have come", () -> gateway.stats().statuses().get(404).get() == 2);
            gateway.server().loops().cancel(Ended.SHUTDOWN);
            assertEquals(503, first.reply().status());
            assertEquals(503, second.reply().status());
            assertEquals(404, second.reply().status());
            assertTrue(second.isClosedByGateway());
        } finally {
            letGo.countDown();
            gateway.close();
        }
    }

    @Test
    void twice() {
        TestGateway gateway = new TestGateway(setup.options(), new ScriptedBackends());
        gateway.close();
        gateway.close();
    }

    @Test
    void aPortThatIsTaken() {
        try (TestGateway gateway = new TestGateway(setup.options(), new ScriptedBackends())) {
            Options options = setup.options();
            options.port = gateway.port();
            assertThrows(BindException.class, () -> new TestGateway(options, new ScriptedBackends()));
        }
    }
}
