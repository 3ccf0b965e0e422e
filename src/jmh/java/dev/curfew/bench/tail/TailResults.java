package dev.curfew.bench.tail;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** All rows, and their files: one of JSON, and for each row one in HdrHistogram's format for plots, in microseconds. */
final class TailResults {

    static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double NANOS_PER_MICRO = 1_000.0;

    private final Effort effort;
    private final List<String> machine;
    private final Path json;
    private final Path plots;
    private final List<TailRow> rows = new ArrayList<>();

    TailResults(Effort effort, List<String> machine, Path json, Path plots) {
        this.effort = effort;
        this.machine = machine;
        this.json = json;
        this.plots = plots;
    }

    synchronized List<TailRow> rows() {
        return List.copyOf(rows);
    }

    synchronized void add(Scenario scenario, String impl, List<Measurement> measurements) throws IOException {
        for (Measurement measurement : measurements) {
            Histogram measured = measurement.histogram();
            TailRow row = row(scenario, measurement.load(), impl, measured);
            row.add(measurement, measured);
            writePlot(row);
        }
        writeJson();
    }

    private TailRow row(Scenario scenario, Load load, String impl, Histogram like) {
        for (TailRow row : rows) {
            if (row.is(scenario, load, impl)) {
                return row;
            }
        }
        TailRow added = new TailRow(scenario, load, impl, like);
        rows.add(added);
        return added;
    }

    private void writePlot(TailRow row) throws IOException {
        Path half = plots.resolve("plot.tmp");
        try (PrintStream out = new PrintStream(Files.newOutputStream(half), false, StandardCharsets.UTF_8)) {
            row.latencies().outputPercentileDistribution(out, TICKS_PER_HALF_DISTANCE, NANOS_PER_MICRO);
        }
        Files.move(half, plots.resolve(row.fileName() + ".hgrm"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whole or not at all: a reader, or an interrupt, never sees half a file. */
    private void writeJson() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rate", effort.rate());
        all.put("busyRate", effort.busyRate());
        all.put("machine", machine);
        all.put("rows", rows.stream().map(TailResults::toJson).toList());
        Path half = json.resolveSibling(json.getFileName() + ".tmp");
        Files.writeString(half, new GsonBuilder().disableHtmlEscaping().create().toJson(all));
        Files.move(half, json, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Map<String, Object> toJson(TailRow row) {
        Histogram latencies = row.latencies();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("scenario", row.scenario().toString());
        fields.put("background", row.load().toString());
        fields.put("impl", row.impl());
        fields.put("count", latencies.getTotalCount());
        fields.put("unstarted", row.unstarted());
        fields.put("backgroundPerSecond", row.backgroundPerSecond());
        fields.put("lowered", row.lowered());
        Map<String, Long> nanos = new LinkedHashMap<>();
        for (double percentile : PERCENTILES) {
            nanos.put(name(percentile), latencies.getValueAtPercentile(percentile));
        }
        nanos.put("max", latencies.getMaxValue());
        fields.put("nanos", nanos);
        List<List<Number>> curve = new ArrayList<>();
        for (HistogramIterationValue point : latencies.percentiles(TICKS_PER_HALF_DISTANCE)) {
            curve.add(List.of(point.getPercentileLevelIteratedTo(), point.getValueIteratedTo()));
        }
        fields.put("curve", curve);
        return fields;
    }

    /** p50, p99.9. */
    static String name(double percentile) {
        return "p" + (percentile == Math.rint(percentile) ? Long.toString((long) percentile) : percentile);
    }
}
