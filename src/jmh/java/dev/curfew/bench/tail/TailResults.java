package dev.curfew.bench.tail;

import dev.curfew.bench.report.HarnessResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** All rows: the report of them, and for each row a file in HdrHistogram's format for plots, in microseconds. */
final class TailResults {

    private static final double NANOS_PER_MICRO = 1_000.0;

    private final TailEffort effort;
    private final Path plots;
    private final List<TailRow> rows = new ArrayList<>();

    TailResults(TailEffort effort, Path plots) {
        this.effort = effort;
        this.plots = plots;
    }

    synchronized boolean isEmpty() {
        return rows.isEmpty();
    }

    synchronized HarnessResult report() {
        return TailReport.of(rows, effort);
    }

    synchronized void add(Scenario scenario, String impl, List<Measurement> measurements) throws IOException {
        for (Measurement measurement : measurements) {
            Histogram measured = measurement.histogram();
            TailRow row = row(scenario, measurement.load(), impl, measured);
            row.add(measurement, measured);
            writePlot(row);
        }
        report().writeSoFar();
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
            row.latencies().outputPercentileDistribution(out, TailReport.TICKS_PER_HALF_DISTANCE, NANOS_PER_MICRO);
        }
        Files.move(half, plots.resolve(row.fileName() + ".hgrm"), StandardCopyOption.REPLACE_EXISTING);
    }
}
