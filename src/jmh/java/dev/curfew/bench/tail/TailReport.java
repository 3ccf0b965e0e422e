package dev.curfew.bench.tail;

import dev.curfew.bench.Rivals;
import dev.curfew.bench.report.Curve;
import dev.curfew.bench.report.Harness;
import dev.curfew.bench.report.HarnessResult;
import dev.curfew.bench.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.HistogramIterationValue;

/** What was measured, for people: a table for each scenario and background, with the control in it, and the bar. */
final class TailReport {

    static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    static final int TICKS_PER_HALF_DISTANCE = 5;

    private final List<TailRow> rows;
    private final TailEffort effort;
    private final HarnessResult result;

    private TailReport(List<TailRow> rows, TailEffort effort) {
        this.rows = rows;
        this.effort = effort;
        result = new HarnessResult(
                Harness.TAIL,
                "An open loop at a fixed rate: µs from when each operation should have started. "
                        + "By round: the least and the most of the rounds, each in a JVM of its own. "
                        + "The control does nothing, beside the same threads: what it shows is the machine's doing. "
                        + "grpc+listener and future got new parents, as theirs would keep ended children."
                        + (rows.stream().allMatch(TailRow::lowered)
                                ? ""
                                : " renice failed: the descheduled threads had the priority of the others."));
    }

    static HarnessResult of(List<TailRow> rows, TailEffort effort) {
        TailReport report = new TailReport(rows, effort);
        for (Scenario scenario : Scenario.values()) {
            scenario.loads().forEach(load -> report.add(scenario, load));
        }
        report.addBar();
        return report.result;
    }

    private void add(Scenario scenario, Load load) {
        List<TailRow> shown = new ArrayList<>();
        rows.stream()
                .filter(row -> row.scenario() == scenario && row.load() == load)
                .forEach(shown::add);
        if (shown.isEmpty()) {
            return;
        }
        if (scenario != Scenario.CONTROL) {
            find(Scenario.CONTROL, load, Scenario.CONTROL.toString()).ifPresent(shown::add);
        }
        List<String> columns = new ArrayList<>(List.of("µs"));
        for (double percentile : PERCENTILES) {
            columns.add(name(percentile));
        }
        columns.addAll(List.of("p99.99 by round", "max", "count", "background/s", "never started"));
        Table table = result.table(
                String.format(Locale.ROOT, "%s, %s, %,d a second", scenario, load, scenario.perSecond(effort.rate())),
                columns.toArray(String[]::new));
        for (TailRow row : shown) {
            table.row(cells(row));
            table.curve(new Curve(row.impl(), curve(row)));
        }
    }

    private static String[] cells(TailRow row) {
        List<String> cells = new ArrayList<>(List.of(row.impl()));
        for (double percentile : PERCENTILES) {
            cells.add(micros(row.micros(percentile)));
        }
        cells.add(range(row.roundMicros(TailBar.PERCENTILE)));
        cells.add(micros(row.latencies().getMaxValue() / 1_000.0));
        cells.add(String.format(Locale.ROOT, "%,d", row.latencies().getTotalCount()));
        cells.add(String.format(Locale.ROOT, "%,d", row.backgroundPerSecond()));
        cells.add(row.unstarted() == 0 ? "" : String.format(Locale.ROOT, "%,d", row.unstarted()));
        return cells.toArray(String[]::new);
    }

    private static List<double[]> curve(TailRow row) {
        List<double[]> points = new ArrayList<>();
        for (HistogramIterationValue point : row.latencies().percentiles(TICKS_PER_HALF_DISTANCE)) {
            points.add(new double[] {point.getPercentileLevelIteratedTo(), point.getValueIteratedTo()});
        }
        return points;
    }

    private void addBar() {
        Optional<TailRow> curfew = find(Scenario.DERIVE_CANCEL, Load.BUSY, Rivals.CURFEW);
        Optional<TailRow> mutex = find(Scenario.DERIVE_CANCEL, Load.BUSY, Rivals.MUTEX);
        Optional<TailRow> control = find(Scenario.CONTROL, Load.IDLE, Scenario.CONTROL.toString());
        if (curfew.isPresent() && mutex.isPresent() && control.isPresent()) {
            new TailBar(curfew.get(), mutex.get(), control.get()).addTo(result);
        }
    }

    private Optional<TailRow> find(Scenario scenario, Load load, String impl) {
        return rows.stream().filter(row -> row.is(scenario, load, impl)).findFirst();
    }

    /** p50, p99.9. */
    private static String name(double percentile) {
        return "p" + (percentile == Math.rint(percentile) ? Long.toString((long) percentile) : percentile);
    }

    /** The least and the most. */
    private static String range(double[] values) {
        DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
        return micros(all.getMin()) + "–" + micros(all.getMax());
    }

    /** Three digits at least. */
    static String micros(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.1f", value);
    }
}
