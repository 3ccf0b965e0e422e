package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.curfew.Context;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that vanish in the middle: everything below their session ends. */
@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(Setup.class)
class DisconnectTest {

    private static final String ORDER = "symbol=ACME&side=buy&quantity=100&price=10.25&timeout=60s";

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
    void inTheMiddleOfASearch() throws Exception {
        RawClient client = gateway.connect();
        client.send(get("/search?q=a&timeout=60s"));
        Context call = backends.quotes.next().context();
        CountDownLatch told = new CountDownLatch(1);
        call.onDone(told::countDown);
        client.vanish();
        assertEquals(true, told.await(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertSame(Context.CANCELED, call.err());
        assertSame(Ended.CLIENT_GONE, call.cause());
        gateway.awaitNothingLeft();
    }

    @Test
    void inTheMiddleOfOrders() throws Exception {
        RawClient client = gateway.connect();
        client.send(post("/orders", ORDER).repeat(10));
        Await.until("all are open", () -> gateway.stats().orders.sum() == 10);
        client.vanish();
        gateway.awaitNothingLeft();
        assertEquals(10, gateway.stats().disconnected.get());
    }

    @Test
    void byClosingInAnOrderlyWay() throws Exception {
        RawClient client = gateway.connect();
        client.send(post("/orders", ORDER) + get("/search?q=a&timeout=60s"));
        Context call = backends.news.next().context();
        client.close();
        gateway.awaitNothingLeft();
        assertSame(Ended.CLIENT_GONE, call.cause());
    }

    @Test
    void inTheMiddleOfARequest() throws Exception {
        RawClient client = gateway.connect();
        client.send("POST /orders HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf");
        Await.until("it has come", () -> gateway.stats().sessions.sum() == 1);
        client.vanish();
        gateway.awaitNothingLeft();
    }

    /** Before the gateway has looked at it. */
    @Test
    void atOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            gateway.connect().vanish();
            gateway.connect().send(get("/search?q=a&timeout=60s")).vanish();
        }
        gateway.awaitNothingLeft();
    }
}
