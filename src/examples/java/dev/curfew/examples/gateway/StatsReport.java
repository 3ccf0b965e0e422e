package dev.curfew.examples.gateway;

import com.google.gson.JsonObject;
import java.util.TreeMap;

/** The figures as one JSON object. Confined to the thread of {@link Figures}. */
final class StatsReport implements AutoCloseable {

    private final Options options;
    private final Stats stats;
    private final Contexts contexts;
    private final Backends backends;
    private final GcPauses pauses = new GcPauses();
    private final Allocation allocation = new Allocation();
    private final long startNanos = System.nanoTime();

    StatsReport(Options options, Stats stats, Contexts contexts, Backends backends) {
        this.options = options;
        this.stats = stats;
        this.contexts = contexts;
        this.backends = backends;
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
        json.add("lateness_us", stats.lateness.toJson());
        json.add("lateness_polled_us", stats.latenessPolled.toJson());
        json.add("search_us", stats.search.toJson());
        json.add("order_us", stats.order.toJson());
        json.addProperty("allocated_bytes", allocation.bytes());
        json.addProperty("gc_pauses", pauses.count());
        json.addProperty("gc_pause_ms", pauses.millis());
        json.addProperty("gc_pause_max_ms", pauses.longestMillis());
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
        json.addProperty("hedged", stats.hedged.get());
        json.addProperty("orders_acknowledged", stats.acknowledged.get());
        json.addProperty("orders_cancelled", stats.cancelled.get());
        json.addProperty("orders_expired", stats.expired.get());
        json.addProperty("orders_disconnected", stats.disconnected.get());
    }

    private static void addWork(JsonObject json, Backends.Work work) {
        json.addProperty("backend_calls", work.calls());
        json.addProperty("backend_calls_cut", work.callsCut());
        json.addProperty("backend_work_ms", work.askedNanos() / 1e6);
        json.addProperty("backend_work_saved_ms", work.savedNanos() / 1e6);
    }

    void reset() {
        stats.reset();
        backends.resetWork();
        allocation.reset();
        pauses.reset();
    }

    @Override
    public void close() {
        pauses.close();
    }
}
