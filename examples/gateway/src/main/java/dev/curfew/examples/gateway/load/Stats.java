package dev.curfew.examples.gateway.load;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** What the gateway says of itself. A figure that is missing is an error, not nought. */
record Stats(JsonObject json) {

    long count(String name) {
        return get(json, name).getAsLong();
    }

    double number(String name) {
        return get(json, name).getAsDouble();
    }

    /** Of a distribution, such as p99 of lateness_us. */
    double number(String distribution, String name) {
        return get(get(json, distribution).getAsJsonObject(), name).getAsDouble();
    }

    boolean has(String name) {
        return json.has(name);
    }

    long requests(String kind) {
        return get(get(json, "requests").getAsJsonObject(), kind).getAsLong();
    }

    /** Of all kinds. */
    long requests() {
        return get(json, "requests").getAsJsonObject().entrySet().stream()
                .mapToLong(kind -> kind.getValue().getAsLong())
                .sum();
    }

    /** Whether no more is open than was then. */
    boolean isAsIdleAs(Stats then) {
        return count("sessions") <= then.count("sessions")
                && count("orders") <= then.count("orders")
                && count("contexts") <= then.count("contexts");
    }

    String open() {
        return count("sessions") + " sessions, " + count("orders") + " orders and " + count("contexts") + " contexts";
    }

    private static JsonElement get(JsonObject object, String name) {
        JsonElement value = object.get(name);
        if (value == null || value.isJsonNull()) {
            throw new DemoFailure("/stats has no " + name);
        }
        return value;
    }
}
