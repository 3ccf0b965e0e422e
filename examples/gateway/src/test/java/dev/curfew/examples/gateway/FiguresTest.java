package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.curfew.CancelContext;
import dev.curfew.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the gateway says about itself. */
@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(Setup.class)
class FiguresTest {

    private static final Set<String> NAMES = Set.of(
            "core",
            "wheel",
            "backends",
            "uptime_s",
            "sessions",
            "orders",
            "contexts",
            "requests",
            "statuses",
            "errors",
            "cut",
            "failed",
            "replicas",
            "hedged",
            "orders_acknowledged",
            "orders_cancelled",
            "orders_expired",
            "orders_disconnected",
            "orders_shut_down",
            "backend_calls",
            "backend_calls_cut",
            "backend_work_ms",
            "backend_work_saved_ms",
            "lateness_us",
            "lateness_polled_us",
            "search_us",
            "acknowledgement_us",
            "recent",
            "accepting",
            "loop_lag_now_ms",
            "heap_after_gc_bytes",
            "heap_used_bytes",
            "heap_max_bytes",
            "allocated_bytes",
            "gc_pauses",
            "gc_pause_ms",
            "gc_pause_max_ms");

    @Parameter
    Setup setup;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        Options options = setup.options();
        options.neverAcknowledged = 0;
        gateway = TestGateway.local(options);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void statsHaveAllThatIsPromised() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.ask(get("/search?q=a&timeout=60s"));
            client.ask(get("/search?q=a"));
            client.ask(post("/orders", "symbol=A&side=buy&quantity=1&price=1&timeout=60s"));
            client.ask(post("/orders", "symbol=A&side=buy&quantity=1&price=1&timeout=1ns"));
            JsonObject stats = client.ask(get("/stats")).json();
            assertEquals(NAMES, stats.keySet());
            assertEquals(
                    setup == Setup.MUTEX ? "mutex" : "lock-free",
                    stats.get("core").getAsString());
            assertEquals(
                    setup == Setup.LOCK_FREE_ON_THE_LOOP ? "loop" : "own",
                    stats.get("wheel").getAsString());
            assertEquals(1, stats.get("sessions").getAsLong());
            assertEquals(
                    "{\"search\":2,\"orders\":2,\"deletes\":0}",
                    stats.get("requests").toString());
            assertEquals(1, stats.getAsJsonObject("statuses").get("200").getAsLong());
            assertEquals(1, stats.getAsJsonObject("statuses").get("400").getAsLong());
            assertEquals(0, stats.get("errors").getAsLong());
            assertEquals(1, stats.getAsJsonObject("search_us").get("count").getAsLong());
            assertEquals(1, stats.get("orders_expired").getAsLong());
            assertEquals(
                    1,
                    stats.getAsJsonObject("acknowledgement_us").get("count").getAsLong(),
                    "the order that has expired took as long as its client said");
            JsonObject recent = stats.getAsJsonObject("recent");
            assertEquals(10, recent.get("seconds").getAsInt());
            boolean allIsRecent = stats.get("uptime_s").getAsDouble() < Timings.RECENT_SECONDS - 1;
            for (String distribution : List.of("search_us", "acknowledgement_us", "lateness_us")) {
                long count = stats.getAsJsonObject(distribution).get("count").getAsLong();
                long recently =
                        recent.getAsJsonObject(distribution).get("count").getAsLong();
                assertTrue(recently == count || recently < count && !allIsRecent, distribution);
            }
            assertTrue(stats.get("accepting").getAsBoolean());
            assertEquals(
                    Set.of("count", "p50", "p90", "p99", "p999", "max"),
                    stats.getAsJsonObject("lateness_us").keySet());
            assertTrue(stats.get("allocated_bytes").getAsLong() > 0);
            assertTrue(stats.get("backend_work_ms").getAsDouble() > 0);
        }
    }

    @Test
    void resetForgetsButWhatIsOpen() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.ask(get("/search?q=a&timeout=60s"));
            HttpReply reset = client.ask(post("/stats/reset", ""));
            assertEquals(200, reset.status());
            assertEquals("{}", reset.body());
            JsonObject stats = client.ask(get("/stats")).json();
            assertEquals(0, stats.getAsJsonObject("requests").get("search").getAsLong());
            assertEquals(0, stats.getAsJsonObject("search_us").get("count").getAsLong());
            assertEquals(0, stats.get("backend_calls").getAsLong());
            assertEquals(1, stats.get("sessions").getAsLong());
            assertEquals(1, stats.getAsJsonObject("statuses").get("200").getAsLong(), "that of the reset itself");
        }
    }

    @Test
    void theCensusCountsWhatIsOnTheHeap() throws Exception {
        try (RawClient client = gateway.connect();
                RawClient other = gateway.connect()) {
            other.ask(get("/nothing"));
            JsonObject census = client.ask(get("/census")).json();
            assertEquals(2, census.get(Session.class.getName()).getAsLong());
            assertEquals(0, census.get(Search.class.getName()).getAsLong());
            assertTrue(census.keySet().stream()
                    .anyMatch(name -> name.startsWith("dev.curfew.internal.lockfree.")
                            || name.startsWith("dev.curfew.internal.mutex.")));
            assertFalse(census.keySet().contains(Stats.class.getName()));
        }
    }

    /** The collection is in the count by the time that the census is there, and out of it after the reset. */
    @Test
    void collectionsAreCountedAtOnce() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.ask(post("/stats/reset", ""));
            client.ask(get("/census"));
            assertTrue(client.ask(get("/stats")).json().get("gc_pauses").getAsLong() >= 1);
        }
    }

    /** An order is watched by a timer and by matching: the lateness of its end is that of who ended it. */
    @Test
    void latenessIsOfWhoEndedIt() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.ask(get("/search?q=a&timeout=1us"));
            long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            CancelContext polled = gateway.server().contexts().withDeadline(Context.background(), deadlineNanos);
            Thread poller = new Thread(() -> {
                gateway.server().contexts().polledByThisThread();
                polled.expireIfDue(polled.deadlineNanos());
            });
            poller.start();
            poller.join();
            JsonObject stats = client.ask(get("/stats")).json();
            assertEquals(1, stats.getAsJsonObject("lateness_us").get("count").getAsLong());
            assertEquals(
                    1, stats.getAsJsonObject("lateness_polled_us").get("count").getAsLong());
        }
    }

    /** As a browser or a program would, not byte by byte. */
    @Test
    void byAnOrdinaryClient() throws Exception {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI uri = URI.create("http://127.0.0.1:" + gateway.port());
        for (String path : List.of("/stats", "/search?q=a&timeout=60s", "/chart.js")) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(uri.resolve(path))
                            .header("X-Request-Id", "mine")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            assertEquals("mine", response.headers().firstValue("x-request-id").orElseThrow());
        }
        HttpResponse<String> order = http.send(
                HttpRequest.newBuilder(uri.resolve("/orders"))
                        .expectContinue(true)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("symbol=A&side=buy&quantity=1&price=1&timeout=1ms"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertTrue(order.statusCode() == 504 || order.statusCode() == 201, "status " + order.statusCode());
    }
}
