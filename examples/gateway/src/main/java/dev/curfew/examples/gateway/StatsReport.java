package dev.curfew.examples.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** The figures as one JSON object. Confined to the thread of {@link Figures}. */
final class StatsReport implements AutoCloseable {

    private final Options options;
    private final Stats stats;
    private final Contexts contexts;
    private final Backends backends;
    private final BooleanSupplier accepting;
    private final LoopLag loopLag;
    private final GcPauses pauses;
    private final Allocation allocation = new Allocation();
    private final long startNanos = System.nanoTime();

    StatsReport(
            Options options,
            Stats stats,
            Contexts contexts,
            Backends backends,
            LoopLag loopLag,
            BooleanSupplier accepting) {
        this.options = options;
        this.stats = stats;
        this.contexts = contexts;
        this.backends = backends;
        this.loopLag = loopLag;
        this.accepting = accepting;
        pauses = new GcPauses(stats.pauses);
    }

    /** Ten times a second. */
    void probe() {
        loopLag.probe();
    }

    void nextSecond() {
        stats.nextSecond();
        backends.replicas().forEach(replica -> replica.health().latency.nextSecond());
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("core", options.coreName());
        json.addProperty("wheel", options.wheel == Options.Wheel.LOOP ? "loop" : "own");
        json.addProperty("backends", options.backends == Options.BackendsAre.GRPC ? "grpc" : "local");
        json.addProperty("uptime_s", (System.nanoTime() - startNanos) / 1_000_000 / 1e3);
        json.addProperty("sessions", stats.sessions.sum());
        json.addProperty("orders", stats.orders.sum());
        json.addProperty("contexts", contexts.open());
        addRequests(json);
        addOutcomes(json);
        addWork(json, backends.work());
        json.add("replicas", replicas());
        json.add("lateness_us", stats.lateness.toJson());
        json.add("lateness_polled_us", stats.latenessPolled.toJson());
        json.add("search_us", stats.search.toJson());
        json.add("acknowledgement_us", stats.acknowledgement.toJson());
        json.add("recent", recent());
        json.addProperty("accepting", accepting.getAsBoolean());
        json.addProperty("loop_lag_now_ms", loopLag.waitingNanos() / 1_000 / 1e3);
        json.addProperty("allocated_bytes", allocation.bytes());
        json.addProperty("gc_pauses", pauses.count());
        json.addProperty("gc_pause_ms", pauses.millis());
        json.addProperty("gc_pause_max_ms", pauses.longestMillis());
        json.addProperty("heap_after_gc_bytes", pauses.heapAfterBytes());
        json.addProperty(
                "heap_used_bytes",
                Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        json.addProperty("heap_max_bytes", Runtime.getRuntime().maxMemory());
        return json;
    }

    /** What an operator looks at in an incident: an hour ago does not count. */
    private JsonObject recent() {
        JsonObject json = new JsonObject();
        json.addProperty("seconds", Timings.RECENT_SECONDS);
        json.add("search_us", stats.search.recentToJson());
        json.add("acknowledgement_us", stats.acknowledgement.recentToJson());
        json.add("lateness_us", stats.lateness.recentToJson());
        json.add("loop_lag_us", stats.loopLag.recentToJson());
        json.add("gc_pause_us", stats.pauses.recentToJson());
        return json;
    }

    private void addRequests(JsonObject json) {
        JsonObject requests = new JsonObject();
        requests.addProperty("search", stats.searchRequests.get());
        requests.addProperty("orders", stats.orderRequests.get());
        requests.addProperty("deletes", stats.deleteRequests.get());
        json.add("requests", requests);
        JsonObject statuses = new JsonObject();
        new TreeMap<>(stats.statuses()).forEach((code, count) -> statuses.addProperty(code.toString(), count.get()));
        json.add("statuses", statuses);
        json.addProperty("errors", stats.errors.get());
    }

    private void addOutcomes(JsonObject json) {
        json.addProperty("cut", stats.cut.get());
        json.addProperty("failed", stats.failed.get());
        json.addProperty("hedged", stats.hedged.get());
        json.addProperty("orders_acknowledged", stats.acknowledged.get());
        json.addProperty("orders_cancelled", stats.cancelled.get());
        json.addProperty("orders_expired", stats.expired.get());
        json.addProperty("orders_disconnected", stats.disconnected.get());
        json.addProperty("orders_shut_down", stats.shutDown.get());
    }

    private static void addWork(JsonObject json, Backends.Work work) {
        json.addProperty("backend_calls", work.calls());
        json.addProperty("backend_calls_cut", work.callsCut());
        json.addProperty("backend_work_ms", work.askedNanos() / 1e6);
        json.addProperty("backend_work_saved_ms", work.savedNanos() / 1e6);
    }

    private JsonArray replicas() {
        JsonArray all = new JsonArray();
        backends.replicas().forEach(replica -> all.add(toJson(replica)));
        return all;
    }

    private static JsonObject toJson(Replica replica) {
        Health health = replica.health();
        Health.State state = health.state();
        JsonObject json = new JsonObject();
        json.addProperty("name", replica.name());
        json.addProperty("state", state.kind().name().toLowerCase(Locale.ROOT));
        json.addProperty("since_s", (System.nanoTime() - state.sinceNanos()) / 1_000_000 / 1e3);
        json.addProperty("why", state.why());
        json.addProperty("answered", health.answered.get());
        json.addProperty("failed", health.failed.get());
        json.addProperty("cut", health.cut.get());
        json.add("recent_us", health.latency.recentToJson());
        return json;
    }

    void reset() {
        stats.reset();
        backends.resetWork();
        backends.replicas().forEach(replica -> replica.health().reset());
        allocation.reset();
        pauses.reset();
    }

    @Override
    public void close() {
        pauses.close();
    }
}
