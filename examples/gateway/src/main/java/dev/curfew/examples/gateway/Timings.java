package dev.curfew.examples.gateway;

import com.google.gson.JsonObject;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * A distribution of times, up to the worst, since the start and in the last seconds: recorded by any thread, read by
 * the one of the figures, which also says when a second is over.
 */
final class Timings {

    static final int RECENT_SECONDS = 10;

    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    /** What is compared is exact to a thousandth, what is looked at to a hundredth, in a tenth of the memory. */
    private static final int EXACT_DIGITS = 3;

    private static final int DIGITS = 2;

    private final Recorder recorder;
    private final Histogram total;
    private final Histogram recent = new Histogram(HIGHEST_NANOS, DIGITS);
    private final PackedHistogram[] seconds = new PackedHistogram[RECENT_SECONDS];
    private int second;
    private @Nullable Histogram interval;

    private Timings(int digits) {
        recorder = new Recorder(HIGHEST_NANOS, digits);
        total = new Histogram(HIGHEST_NANOS, digits);
        for (int i = 0; i < RECENT_SECONDS; i++) {
            seconds[i] = new PackedHistogram(HIGHEST_NANOS, DIGITS);
        }
    }

    static Timings exact() {
        return new Timings(EXACT_DIGITS);
    }

    static Timings toLookAt() {
        return new Timings(DIGITS);
    }

    /** Wait-free. */
    void record(long nanos) {
        recorder.recordValue(Math.min(Math.max(nanos, 0), HIGHEST_NANOS));
    }

    /** In microseconds: count, p50, p90, p99, p999, max. */
    JsonObject toJson() {
        collect();
        return toJson(total);
    }

    /** The same of the last {@value #RECENT_SECONDS} seconds, of which the current one is not over. */
    JsonObject recentToJson() {
        collect();
        return toJson(recent);
    }

    private void collect() {
        interval = recorder.getIntervalHistogram(interval);
        if (interval.getTotalCount() > 0) {
            total.add(interval);
            recent.add(interval);
            seconds[second].add(interval);
        }
    }

    private static JsonObject toJson(AbstractHistogram times) {
        JsonObject json = new JsonObject();
        json.addProperty("count", times.getTotalCount());
        json.addProperty("p50", micros(times, 50));
        json.addProperty("p90", micros(times, 90));
        json.addProperty("p99", micros(times, 99));
        json.addProperty("p999", micros(times, 99.9));
        json.addProperty("max", times.getMaxValue() / 1e3);
        return json;
    }

    /** A second is over: what was counted {@value #RECENT_SECONDS} seconds ago is not recent any more. */
    void nextSecond() {
        collect();
        second = (second + 1) % RECENT_SECONDS;
        recent.subtract(seconds[second]);
        seconds[second].reset();
    }

    void reset() {
        interval = recorder.getIntervalHistogram(interval);
        total.reset();
        recent.reset();
        for (PackedHistogram old : seconds) {
            old.reset();
        }
    }

    private static double micros(AbstractHistogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }
}
