package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backends in a process of their own, which is killed in the middle and comes back. */
@ExtendWith(Leaks.class)
class GrpcBackendsTest {

    private final VitalThreads vital = new VitalThreads(what -> () -> {});

    @ParameterizedTest
    @EnumSource(Setup.class)
    void areAskedCutKilledAndBack(Setup setup) throws Exception {
        CountDownLatch mayComeBack = new CountDownLatch(1);
        BackendProcess process = new BackendProcess(port -> launch(port, mayComeBack), Throwable::printStackTrace);
        GrpcBackends backends = new GrpcBackends(process, vital);
        try (LogRecords log = new LogRecords(Logs.NAME);
                TestGateway gateway = new TestGateway(setup.options(), backends);
                RawClient client = gateway.connect()) {
            awaitAnswers(client);
            deadlinesCutTheWorkThere(client);
            awaitUp(client); // A busy machine may have made them silent, and silent ones do not go down.
            int before = log.messages().size();
            long asked = stats(client).get("backend_calls").getAsLong();
            client.send(get("/search?q=a&timeout=60s"));
            ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
            assertTrue(client.reply().status() > 0, "whether it was answered before the kill or not");
            awaitAway(client);
            mayComeBack.countDown();
            awaitAnswers(client);
            Await.until(
                    "the dead one's work counts",
                    () -> stats(client).get("backend_calls").getAsLong() > asked);
            assertEquals(0, stats(client).get("errors").getAsLong());
            // The channel may find the new process before the gateway has read that it listens.
            Await.until(
                    "the return is logged",
                    () -> log.messages().stream()
                            .skip(before)
                            .anyMatch(text -> text.endsWith(" is there in its place")));
            for (String line : List.of(
                    "the backends' process [0-9]+ has ended with status 137",
                    "the backends' process [0-9]+ is there in its place",
                    "backend quotes is down: .*",
                    "backend quotes answers again after .*")) {
                assertEquals(
                        1,
                        log.messages().stream()
                                .skip(before)
                                .filter(text -> text.matches(line))
                                .count(),
                        line + log.messages());
            }
        }
    }

    /** The first process at once, at any port. The next one has to wait until the gateway has noticed. */
    private static Process launch(int port, CountDownLatch mayComeBack) throws IOException {
        try {
            assertTrue(port == 0 || mayComeBack.await(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return BackendProcess.launch(port, 1);
    }

    /** Nobody listens there: a search is answered at once, and says why. */
    private static void awaitAway(RawClient client) {
        Await.until("the backends are away", () -> {
            try {
                HttpReply reply = client.ask(get("/search?q=a&timeout=60s"));
                if (reply.status() != 503) {
                    return false;
                }
                assertEquals(3, reply.json().getAsJsonArray("failed").size(), reply.body());
                assertEquals(0, reply.json().getAsJsonArray("cut").size(), reply.body());
                return "down".equals(stateOfQuotes(client));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static String stateOfQuotes(RawClient client) {
        return stats(client)
                .getAsJsonArray("replicas")
                .get(0)
                .getAsJsonObject()
                .get("state")
                .getAsString();
    }

    /** Its process is there, and takes calls, but does nothing. */
    @Test
    void areStoppedAndGoOn() throws Exception {
        GrpcBackends backends = GrpcBackends.start(1, Throwable::printStackTrace, vital);
        try (TestGateway gateway = new TestGateway(Setup.LOCK_FREE.options(), backends);
                RawClient client = gateway.connect()) {
            awaitAnswers(client);
            signal("STOP", backends.process().pid());
            Await.until("quotes are silent", () -> isCut(client) && "silent".equals(stateOfQuotes(client)));
            signal("CONT", backends.process().pid());
            awaitUp(client);
        }
    }

    /** Whether a search gets nothing, as the deadline cuts it. */
    private static boolean isCut(RawClient client) {
        try {
            HttpReply reply = client.ask(get("/search?q=a&timeout=100ms"));
            return reply.status() == 504 && reply.json().getAsJsonArray("cut").size() == 3;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertEquals(0, kill.waitFor());
    }

    private static void awaitAnswers(RawClient client) {
        Await.until("the backends answer", () -> {
            try {
                HttpReply reply = client.ask(get("/search?q=ACME&timeout=60s", "X-Request-Id: r-1"));
                return reply.status() == 200
                        && reply.json().getAsJsonObject("results").size() == 3
                        && reply.body().contains("quotes of ACME");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void awaitUp(RawClient client) {
        Await.until("quotes are up", () -> {
            awaitAnswers(client);
            return "up".equals(stateOfQuotes(client));
        });
    }

    /** What a search does not wait for any more is not worked on in the other process either. */
    private static void deadlinesCutTheWorkThere(RawClient client) throws IOException {
        for (int i = 0; i < 50; i++) {
            client.ask(get("/search?q=a&timeout=4ms"));
        }
        Await.until("work was cut", () -> stats(client).get("backend_calls_cut").getAsLong() > 0);
        JsonObject stats = stats(client);
        assertTrue(stats.get("backend_work_saved_ms").getAsDouble() > 0);
        assertTrue(stats.get("backend_calls").getAsLong()
                >= stats.get("backend_calls_cut").getAsLong());
    }

    private static JsonObject stats(RawClient client) {
        try {
            return client.ask(get("/stats")).json();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
