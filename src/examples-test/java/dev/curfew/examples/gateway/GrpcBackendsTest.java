package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backends in a process of their own, which is killed in the middle and comes back. */
@ExtendWith(Leaks.class)
class GrpcBackendsTest {

    @ParameterizedTest
    @EnumSource(Setup.class)
    void areAskedCutKilledAndBack(Setup setup) throws Exception {
        GrpcBackends backends = GrpcBackends.start(1, Throwable::printStackTrace);
        try (TestGateway gateway = new TestGateway(setup.options(), backends);
                RawClient client = gateway.connect()) {
            awaitAnswers(client);
            deadlinesCutTheWorkThere(client);
            long asked = stats(client).get("backend_calls").getAsLong();
            client.send(get("/search?q=a&timeout=30s"));
            ProcessHandle.of(backends.process().pid()).orElseThrow().destroyForcibly();
            assertTrue(client.reply().status() > 0, "whether it was answered before the kill or not");
            HttpReply without = client.ask(get("/search?q=a&timeout=50ms"));
            assertTrue(without.status() == 504 || without.status() == 200, "served, dead or alive: " + without.body());
            awaitAnswers(client);
            assertTrue(stats(client).get("backend_calls").getAsLong() > asked, "the dead one's work counts");
            assertEquals(0, stats(client).get("errors").getAsLong());
        }
    }

    private static void awaitAnswers(RawClient client) {
        Await.until("the backends answer", () -> {
            try {
                HttpReply reply = client.ask(get("/search?q=ACME&timeout=1s", "X-Request-Id: r-1"));
                return reply.status() == 200
                        && reply.json().getAsJsonObject("results").size() == 3
                        && reply.body().contains("quotes of ACME");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
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
