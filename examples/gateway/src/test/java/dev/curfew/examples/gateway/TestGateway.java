package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway under test. When it is closed, nothing may be left and nothing may have failed. */
final class TestGateway implements AutoCloseable {

    static {
        Leaks.watch();
    }

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final GatewayServer server;

    TestGateway(Options options, Backends backends) {
        server = new GatewayServer(
                options,
                backends,
                failures::add,
                new VitalThreads(what -> () -> failures.add(new AssertionError(what))));
    }

    /** With the simulated backends. */
    static TestGateway local(Options options) {
        return new TestGateway(options, new LocalBackends(1, Throwable::printStackTrace));
    }

    RawClient connect() throws IOException {
        return new RawClient(server.port());
    }

    int port() {
        return server.port();
    }

    Stats stats() {
        return server.stats();
    }

    GatewayServer server() {
        return server;
    }

    long contexts() {
        return server.contexts().open();
    }

    /** After the last client has gone. */
    void awaitNothingLeft() {
        Await.until(
                "no session, order or context is left",
                () -> stats().sessions.sum() == 0 && stats().orders.sum() == 0 && contexts() == 0);
    }

    @Override
    public void close() {
        server.close();
        awaitNothingLeft();
        assertEquals(List.of(), failures);
    }
}
