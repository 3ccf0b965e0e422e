package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A stall counts for everybody who came while it lasted (coordinated omission is corrected): against a gateway whose one
 * thread stalls once, in the middle of a load.
 */
final class OpenLoopTest {

    private static final int PER_SECOND = 500;
    private static final int SECONDS = 2;
    private static final int ASKED_BEFORE = 200;
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long stalledAt;
    private HttpServer gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), PER_SECOND);
        gateway.createContext("/", this::handle);
        gateway.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        gateway.stop(0);
    }

    @Test
    void aStallCountsForEverybodyWhoComesMeanwhile() throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
        Outcomes outcomes = Load.run(address, new Schedule(PER_SECOND, SECONDS, 7), this::endStall);
        long half = waitedFor(outcomes, STALL_NANOS / 2);
        long whoCameInItsFirstHalf = PER_SECOND * STALL_NANOS / 2 / TimeUnit.SECONDS.toNanos(1);
        // Some kinds of operations are not timed. A closed loop would count one for each of its connections.
        assertTrue(half >= whoCameInItsFirstHalf * 3 / 4, () -> half + " waited for half of it, or longer");
        long most = waitedFor(outcomes, STALL_NANOS * 9 / 10);
        assertTrue(most >= whoCameInItsFirstHalf / 10, () -> most + " waited for most of it, or longer");
    }

    private static long waitedFor(Outcomes outcomes, long nanos) {
        return List.of(Latency.SEARCH, Latency.ORDER, Latency.CANCEL).stream()
                .map(outcomes::latencies)
                .mapToLong(times -> times.getCountBetweenValues(nanos, times.getHighestTrackableValue()))
                .sum();
    }

    /** The load's own thread keeps the time of the stall, too, whenever it asks whether to go on. */
    private boolean endStall() {
        if (stalledAt != 0 && System.nanoTime() - stalledAt > STALL_NANOS) {
            over.countDown();
        }
        return true;
    }

    /** All requests are handled by one thread. */
    private void handle(HttpExchange exchange) throws IOException {
        if (asked.incrementAndGet() == ASKED_BEFORE) {
            stalledAt = System.nanoTime();
            awaitStall();
        }
        String name = Requests.REQUEST_ID.toString();
        exchange.getResponseHeaders().set(name, exchange.getRequestHeaders().getFirst(name));
        boolean order = exchange.getRequestMethod().equals("POST");
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(order ? 201 : 200, -1);
        exchange.close();
    }

    private void awaitStall() {
        try {
            assertTrue(over.await(30, TimeUnit.SECONDS), "the load goes on");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
