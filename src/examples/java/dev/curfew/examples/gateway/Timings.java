package dev.curfew.examples.gateway;

import com.google.gson.JsonObject;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** A distribution of times, up to the worst: recorded by any thread, read by the one of the figures. */
final class Timings {

    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int DIGITS = 3;

    private final Recorder recorder = new Recorder(HIGHEST_NANOS, DIGITS);
    private final Histogram total = new Histogram(HIGHEST_NANOS, DIGITS);
    private @Nullable Histogram recent;

    /** Wait-free. */
    void record(long nanos) {
        recorder.recordValue(Math.min(Math.max(nanos, 0), HIGHEST_NANOS));
    }

    /** In microseconds: count, p50, p90, p99, p999, max. */
    JsonObject toJson() {
        recent = recorder.getIntervalHistogram(recent);
        total.add(recent);
        JsonObject json = new JsonObject();
        json.addProperty("count", total.getTotalCount());
        json.addProperty("p50", micros(50));
        json.addProperty("p90", micros(90));
        json.addProperty("p99", micros(99));
        json.addProperty("p999", micros(99.9));
        json.addProperty("max", total.getMaxValue() / 1e3);
        return json;
    }

    void reset() {
        recent = recorder.getIntervalHistogram(recent);
        total.reset();
    }

    private double micros(double percentile) {
        return total.getValueAtPercentile(percentile) / 1e3;
    }
}
