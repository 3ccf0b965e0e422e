package dev.curfew.examples.gateway;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

/** What is remembered of an order that has ended: nothing of its connection, nor of its context. */
record EndedOrder(
        String id,
        String user,
        String symbol,
        String side,
        long quantity,
        String price,
        String state,
        long openNanos,
        long endNanos) {

    JsonObject toJson(long nowNanos) {
        JsonObject json = json(id, user, symbol, side, quantity, price);
        json.addProperty("state", state);
        json.addProperty("open_ms", millis(openNanos));
        json.addProperty("ended_ms_ago", millis(nowNanos - endNanos));
        return json;
    }

    /** What open and ended orders have in common. */
    static JsonObject json(String id, String user, String symbol, String side, long quantity, String price) {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("user", user);
        json.addProperty("symbol", symbol);
        json.addProperty("side", side);
        json.addProperty("quantity", quantity);
        json.add("price", new JsonPrimitive(new BigDecimal(price)));
        return json;
    }

    static double millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos) / 1e3;
    }
}
