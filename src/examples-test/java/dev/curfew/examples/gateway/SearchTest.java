package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.curfew.Context;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Fan-out, hedging and cutting, with backends that answer when the test says. */
@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(Setup.class)
class SearchTest {

    private static final String LONG = "/search?q=ACME&timeout=30s";

    @Parameter
    Setup setup;

    private TestGateway gateway;
    private ScriptedBackends backends;

    private RawClient connect(ScriptedBackends scripted) throws IOException {
        backends = scripted;
        gateway = new TestGateway(setup.options(), scripted);
        return gateway.connect();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void allAnswer() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            client.send(get(LONG));
            ScriptedBackends.Call quotes = backends.quotes.next();
            assertEquals("ACME", quotes.query());
            quotes.answer("10.25");
            backends.fundamentals.next().answer("good");
            backends.news.next().answer("none");
            HttpReply reply = client.reply();
            assertEquals(200, reply.status());
            JsonObject json = reply.json();
            assertEquals("ACME", json.get("query").getAsString());
            assertEquals(
                    "{\"quotes\":\"10.25\",\"fundamentals\":\"good\",\"news\":\"none\"}",
                    json.get("results").toString());
            assertEquals("[]", json.get("cut").toString());
            assertEquals("[]", json.get("hedged").toString());
            assertTrue(json.get("took_us").getAsLong() >= 0);
            Await.until(
                    "a call is over when it is answered", () -> quotes.context().isDone());
        }
    }

    @Test
    void whatDidNotComeInTimeIsCut() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            client.send(get("/search?q=ACME&timeout=300ms"));
            ScriptedBackends.Call cut = backends.fundamentals.next();
            backends.quotes.next().answer("10.25");
            backends.news.next().answer("none");
            HttpReply reply = client.reply();
            assertEquals(200, reply.status());
            assertEquals("[\"fundamentals\"]", reply.json().get("cut").toString());
            assertSame(Context.DEADLINE_EXCEEDED, cut.context().err());
            cut.answer("too late, and harmless");
            assertEquals(404, client.ask(get("/nothing")).status());
            Await.until(
                    "its end was timed",
                    () -> stats(client)
                                    .getAsJsonObject("lateness_us")
                                    .get("count")
                                    .getAsLong()
                            == 1);
            assertEquals(1, stats(client).get("cut").getAsLong());
        }
    }

    private static JsonObject stats(RawClient client) {
        try {
            return client.ask(get("/stats")).json();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingCameInTime() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            HttpReply reply = client.ask(get("/search?q=ACME&timeout=1us"));
            assertEquals(504, reply.status());
            assertEquals("{}", reply.json().get("results").toString());
            assertEquals(3, reply.json().getAsJsonArray("cut").size());
        }
    }

    @Test
    void theSlowOneIsHedgedAndTheLoserCut() throws Exception {
        try (RawClient client = connect(new ScriptedBackends(1))) {
            client.send(get(LONG));
            ScriptedBackends.Call slow = backends.quotes.next();
            ScriptedBackends.Call hedge = backends.quotesReplica.next();
            assertFalse(slow.context().isDone());
            hedge.answer("from the replica");
            Await.until("the loser is cut", () -> slow.context().isDone());
            assertSame(Context.CANCELED, slow.context().err());
            slow.answer("too late");
            backends.fundamentals.next().answer("good");
            backends.news.next().answer("none");
            JsonObject json = client.reply().json();
            assertEquals("[\"quotes\"]", json.get("hedged").toString());
            assertEquals(
                    "from the replica",
                    json.getAsJsonObject("results").get("quotes").getAsString());
            assertEquals(0, backends.newsReplica.waiting());
            assertEquals(1, stats(client).get("hedged").getAsLong());
        }
    }

    /** It might have taken any time: what is cut early was not fast. */
    @Test
    void whatIsCutEarlyIsNotObserved() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            List<Long> before = hedgeDelays();
            assertEquals(504, client.ask(get("/search?q=ACME&timeout=1ms")).status());
            assertEquals(before, hedgeDelays());
        }
    }

    @Test
    void whatIsCutLateWasSlow() throws Exception {
        try (RawClient client = connect(new ScriptedBackends(1))) {
            List<Long> before = hedgeDelays();
            assertEquals(504, client.ask(get("/search?q=ACME&timeout=20ms")).status());
            assertTrue(hedgeDelays().get(0) > before.get(0));
            assertEquals(before.subList(1, 3), hedgeDelays().subList(1, 3));
        }
    }

    private List<Long> hedgeDelays() {
        return backends.sources().stream()
                .map(source -> source.hedgeDelay().nanos())
                .toList();
    }

    /** One replica that fails is waited for no more, but for the other it is. */
    @Test
    void aBackendThatFails() throws Exception {
        try (RawClient client = connect(new ScriptedBackends(1))) {
            client.send(get(LONG));
            ScriptedBackends.Call hedge = backends.quotesReplica.next();
            backends.quotes.next().reply().failed(new IOException("meant to fail"));
            hedge.answer("still here");
            backends.fundamentals.next().reply().failed(new IOException("meant to fail"));
            backends.news.next().answer("none");
            HttpReply reply = client.reply();
            assertEquals(200, reply.status());
            assertEquals("[\"fundamentals\"]", reply.json().get("cut").toString());
            assertEquals(
                    "still here",
                    reply.json().getAsJsonObject("results").get("quotes").getAsString());
        }
    }

    @Test
    void idAndUserAreThereForEverybody() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            client.send(get(LONG, "X-Request-Id: r-1", "X-User: ada"));
            Context call = backends.news.next().context();
            assertEquals("r-1", call.value(Keys.REQUEST_ID));
            assertEquals("ada", call.value(Keys.USER));
            assertTrue(call.hasDeadline());
            assertNull(call.err());
            client.send(get(LONG));
            Context other = backends.news.next().context();
            assertEquals("anonymous", other.value(Keys.USER));
        }
    }

    /** As they are in the program: nothing is certain but that every search is answered, and that nothing is left. */
    @Test
    void simulatedBackends() throws Exception {
        gateway = TestGateway.local(setup.options());
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                client.send(get("/search?q=a&timeout=8ms").repeat(10));
                for (int j = 0; j < 10; j++) {
                    int status = client.reply().status();
                    assertTrue(status == 200 || status == 504, "status " + status);
                }
            }
            JsonObject stats = stats(client);
            assertTrue(stats.get("backend_calls").getAsLong() >= 600);
            assertTrue(stats.get("backend_calls_cut").getAsLong() > 0);
            assertTrue(stats.get("backend_work_saved_ms").getAsDouble() > 0);
            assertTrue(stats.get("backend_work_ms").getAsDouble()
                    > stats.get("backend_work_saved_ms").getAsDouble());
        }
        gateway.awaitNothingLeft();
    }
}
