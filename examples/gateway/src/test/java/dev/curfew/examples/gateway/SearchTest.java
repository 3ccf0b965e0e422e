package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
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

    private static final IOException FAILURE = new IOException("meant to fail");
    private static final String LONG = "/search?q=ACME&timeout=60s";

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
            awaitOver(quotes);
        }
    }

    @Test
    void whatDidNotComeInTimeIsCut() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            client.send(get(LONG));
            ScriptedBackends.Call cut = backends.fundamentals.next();
            ScriptedBackends.Call quotes = backends.quotes.next();
            ScriptedBackends.Call news = backends.news.next();
            quotes.answer("10.25");
            news.answer("none");
            awaitOver(quotes);
            awaitOver(news);
            expire(cut);
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

    private static void awaitOver(ScriptedBackends.Call call) {
        Await.until(
                "a call is over when it is answered or has failed",
                () -> call.context().isDone());
    }

    /** Ends the search of a call as its deadline would, however busy the machine is. */
    private static void expire(ScriptedBackends.Call call) {
        assertTrue(call.context().expireIfDue(call.context().deadlineNanos()));
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

    /** Late is later than the hedge delay, as this test sees to: the gateway may have stalled before it asked. */
    @Test
    void whatIsCutLateWasSlow() throws Exception {
        try (RawClient client = connect(new ScriptedBackends(1))) {
            List<Long> before = hedgeDelays();
            client.send(get(LONG));
            ScriptedBackends.Call quotes = backends.quotes.next();
            long asked = System.nanoTime();
            Await.until("late", () -> System.nanoTime() - asked > before.get(0));
            expire(quotes);
            assertEquals(504, client.reply().status());
            assertTrue(hedgeDelays().get(0) > before.get(0));
            assertEquals(before.subList(1, 3), hedgeDelays().subList(1, 3));
        }
    }

    @Test
    void whatIsCutTookItsTimeoutAtLeast() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            HttpReply reply = client.ask(get("/search?q=ACME&timeout=20ms"));
            assertEquals(504, reply.status());
            assertTrue(reply.json().get("took_us").getAsLong() >= 20_000);
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
            backends.quotes.next().reply().failed(FAILURE);
            hedge.answer("still here");
            backends.fundamentals.next().reply().failed(FAILURE);
            backends.news.next().answer("none");
            HttpReply reply = client.reply();
            assertEquals(200, reply.status());
            assertEquals("[]", reply.json().get("cut").toString());
            assertEquals("[\"fundamentals\"]", reply.json().get("failed").toString());
            assertEquals(
                    "still here",
                    reply.json().getAsJsonObject("results").get("quotes").getAsString());
            JsonObject stats = stats(client);
            assertEquals(1, stats.get("failed").getAsLong());
            assertEquals(0, stats.get("cut").getAsLong());
            assertEquals(1, replica(stats, "quotes").get("failed").getAsLong());
            assertEquals(1, replica(stats, "quotes-replica").get("answered").getAsLong());
        }
    }

    private static JsonObject replica(JsonObject stats, String name) {
        for (JsonElement replica : stats.getAsJsonArray("replicas")) {
            if (replica.getAsJsonObject().get("name").getAsString().equals(name)) {
                return replica.getAsJsonObject();
            }
        }
        throw new AssertionError("no replica " + name);
    }

    @Test
    void allBackendsFail() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            client.send(get(LONG));
            backends.quotes.next().reply().failed(FAILURE);
            backends.fundamentals.next().reply().failed(new BackendAway(FAILURE));
            backends.news.next().reply().failed(FAILURE);
            HttpReply reply = client.reply();
            assertEquals(502, reply.status());
            assertEquals(3, reply.json().getAsJsonArray("failed").size());
            assertEquals(0, reply.json().getAsJsonArray("cut").size());
            assertEquals(1, stats(client).getAsJsonObject("statuses").get("502").getAsLong());
        }
    }

    /** Both replicas of the one that is hedged. */
    @Test
    void noBackendIsThere() throws Exception {
        try (RawClient client = connect(new ScriptedBackends(1))) {
            client.send(get(LONG));
            backends.quotesReplica.next().reply().failed(new BackendAway(FAILURE));
            backends.quotes.next().reply().failed(new BackendAway(FAILURE));
            backends.fundamentals.next().reply().failed(new BackendAway(FAILURE));
            backends.news.next().reply().failed(new BackendAway(FAILURE));
            assertEquals(503, client.reply().status());
        }
    }

    @Test
    void someFailAndTheOthersAreTooSlow() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            client.send(get(LONG));
            ScriptedBackends.Call quotes = backends.quotes.next();
            quotes.reply().failed(new BackendAway(FAILURE));
            awaitOver(quotes);
            expire(backends.news.next());
            HttpReply reply = client.reply();
            assertEquals(504, reply.status());
            assertEquals("[\"quotes\"]", reply.json().get("failed").toString());
            assertEquals("[\"fundamentals\",\"news\"]", reply.json().get("cut").toString());
        }
    }

    /** What a call says about its own end, by the deadline or by the search, is no failure of the backend's. */
    @Test
    void aFailureAfterTheEndIsNone() throws Exception {
        try (RawClient client = connect(new ScriptedBackends())) {
            client.send(get("/search?q=ACME&timeout=20ms"));
            for (ScriptedBackends.Scripted backend : List.of(backends.quotes, backends.fundamentals, backends.news)) {
                ScriptedBackends.Call call = backend.next();
                call.context().onDone(() -> call.reply().failed(FAILURE));
            }
            HttpReply reply = client.reply();
            assertEquals(504, reply.status());
            assertEquals("[]", reply.json().get("failed").toString());
            assertEquals(0, replica(stats(client), "news").get("failed").getAsLong());
        }
    }

    /** A line when it goes and a line when it is back, whatever the number of searches. */
    @Test
    void aDeadBackendIsLoggedOnceAndItsReturnToo() throws Exception {
        try (LogRecords log = new LogRecords(Logs.NAME);
                RawClient client = connect(new ScriptedBackends())) {
            BackendAway refused = new BackendAway(new IOException("Connection refused"));
            searchUntil(client, "down", () -> backends.quotes.next().reply().failed(refused));
            searchUntil(client, "up", () -> backends.quotes.next().answer("10.25"));
            assertEquals(2, log.messages().size(), () -> "" + log.messages());
            assertEquals(
                    "backend quotes is down: Connection refused", log.messages().get(0));
            assertTrue(
                    log.messages().get(1).matches("backend quotes answers again after [0-9]+ ms and [0-9]+ calls"),
                    log.messages().get(1));
        }
    }

    /** It is stopped, say: it takes calls, and is silent. The other replica answers in its place. */
    @Test
    void aSilentBackendIsLoggedToo() throws Exception {
        try (LogRecords log = new LogRecords(Logs.NAME);
                RawClient client = connect(new ScriptedBackends(1))) {
            searchUntil(client, "silent", () -> backends.quotesReplica.next().answer("10.25"));
            assertEquals(1, log.messages().size(), () -> "" + log.messages());
            assertTrue(
                    log.messages().get(0).matches("backend quotes is silent: no answer to [0-9]+ calls in a row"),
                    log.messages().get(0));
        }
    }

    private interface Quotes {
        void answer() throws InterruptedException;
    }

    private void searchUntil(RawClient client, String stateOfQuotes, Quotes quotes) {
        Await.until("quotes are " + stateOfQuotes, () -> {
            try {
                client.send(get(LONG));
                quotes.answer();
                backends.fundamentals.next().answer("good");
                backends.news.next().answer("none");
                assertEquals(200, client.reply().status());
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
            return replica(stats(client), "quotes").get("state").getAsString().equals(stateOfQuotes);
        });
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
