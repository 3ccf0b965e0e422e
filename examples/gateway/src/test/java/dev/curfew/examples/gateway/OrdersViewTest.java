package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.delete;
import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a trader sees: what is open, and how the last ones ended. */
@ExtendWith(Leaks.class)
class OrdersViewTest {

    private static final String TICKET = "symbol=ACME&side=buy&quantity=100&price=10.25&timeout=";

    private TestGateway gateway;

    @BeforeEach
    void start() {
        Options options = Setup.LOCK_FREE.options();
        options.neverAcknowledged = 1;
        gateway = new TestGateway(options, new ScriptedBackends());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static List<String> all(JsonArray orders, String member) {
        List<String> all = new ArrayList<>();
        orders.forEach(order -> all.add(order.getAsJsonObject().get(member).getAsString()));
        return all;
    }

    private static double ageAndTimeLeft(JsonObject order) {
        return order.get("age_ms").getAsDouble() + order.get("left_ms").getAsDouble();
    }

    private void awaitOpen(int orders) {
        Await.until(orders + " open", () -> gateway.stats().orders.sum() == orders);
    }

    @Test
    void whatIsOpenByTheTimeThatIsLeft() throws Exception {
        try (RawClient owner = gateway.connect();
                RawClient trader = gateway.connect()) {
            owner.send(post("/orders", TICKET + "50s", "X-Order-Id: late", "X-User: ada")
                    + post("/orders", TICKET + "40s", "X-Order-Id: soon", "X-User: bob")
                    + post("/orders", TICKET + "60s", "X-User: ada"));
            awaitOpen(3);
            JsonObject orders = trader.ask(get("/orders")).json();
            assertEquals(3, orders.get("open_count").getAsInt());
            assertEquals(List.of("soon", "late", "1"), all(orders.getAsJsonArray("open"), "id"));
            assertEquals(List.of("bob", "ada", "ada"), all(orders.getAsJsonArray("open"), "user"));
            JsonObject soon = orders.getAsJsonArray("open").get(0).getAsJsonObject();
            assertEquals(
                    Set.of("id", "user", "symbol", "side", "quantity", "price", "age_ms", "left_ms"), soon.keySet());
            JsonObject first = orders.getAsJsonArray("open").get(1).getAsJsonObject();
            assertEquals(50_000, ageAndTimeLeft(first), 0.002, "its timeout, of which each rounds off up to 1 us");
            assertEquals(40_000, ageAndTimeLeft(soon), 0.002);
            assertEquals("10.25", soon.get("price").getAsString());
            JsonObject ada = trader.ask(get("/orders?user=ada")).json();
            assertEquals(List.of("late", "1"), all(ada.getAsJsonArray("open"), "id"));
            assertEquals(0, ada.getAsJsonArray("ended").size());
        }
    }

    @Test
    void howTheLastOnesEnded() throws Exception {
        try (RawClient trader = gateway.connect()) {
            try (RawClient client = gateway.connect()) {
                client.ask(post("/orders", TICKET + "1ms", "X-Order-Id: expired"));
                client.send(post("/orders", TICKET + "60s", "X-Order-Id: cancelled"));
                awaitOpen(1);
                assertEquals(200, trader.ask(delete("/orders/cancelled")).status());
                assertEquals(409, client.reply().status());
                client.send(post("/orders", TICKET + "60s", "X-Order-Id: gone", "X-User: ada"));
                awaitOpen(1);
            }
            Await.until("it has ended", () -> gateway.stats().disconnected.get() == 1);
            JsonArray ended = trader.ask(get("/orders")).json().getAsJsonArray("ended");
            assertEquals(List.of("gone", "cancelled", "expired"), all(ended, "id"));
            assertEquals(List.of("disconnected", "cancelled", "expired"), all(ended, "state"));
            assertTrue(ended.get(2).getAsJsonObject().get("open_ms").getAsDouble() >= 1);
            assertEquals(
                    List.of("gone"),
                    all(trader.ask(get("/orders?user=ada")).json().getAsJsonArray("ended"), "id"));
        }
    }

    /** However many there are, an answer has a hundred of each, and the gateway remembers some more. */
    @Test
    void notMoreThanAHundredAreShown() throws Exception {
        try (RawClient owner = gateway.connect();
                RawClient other = gateway.connect();
                RawClient trader = gateway.connect()) {
            for (int i = 0; i < OrderBook.REMEMBERED + 10; i++) {
                owner.ask(post("/orders", TICKET + "1ns", "X-User: ada"));
            }
            owner.send(post("/orders", TICKET + "60s").repeat(60));
            other.send(post("/orders", TICKET + "60s").repeat(60));
            awaitOpen(120);
            JsonObject orders = trader.ask(get("/orders?user=")).json();
            assertEquals(120, orders.get("open_count").getAsInt());
            assertEquals(OrderBook.SHOWN, orders.getAsJsonArray("open").size());
            assertEquals(OrderBook.SHOWN, orders.getAsJsonArray("ended").size());
            assertEquals(
                    Integer.toString(OrderBook.REMEMBERED + 10),
                    orders.getAsJsonArray("ended")
                            .get(0)
                            .getAsJsonObject()
                            .get("id")
                            .getAsString());
        }
    }

    @Test
    void aUserThatIsNone() throws Exception {
        try (RawClient trader = gateway.connect()) {
            HttpReply reply = trader.ask(get("/orders?user=a%20b"));
            assertEquals(400, reply.status());
            assertTrue(reply.error().startsWith("user is not allowed: a b"), reply.error());
            assertEquals(400, trader.ask(get("/orders?user=a&user=b")).status());
        }
    }
}
