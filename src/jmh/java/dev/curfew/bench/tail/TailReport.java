package dev.curfew.bench.tail;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** A table for each scenario and background, with the control in it, and the target. */
final class TailReport {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private final List<TailRow> rows;
    private final ProbeResult result;

    private TailReport(List<TailRow> rows) {
        this.rows = rows;
        result = new ProbeResult("An open loop at a fixed rate: µs from when each operation should have started. "
                + "By round: the least and the most of the rounds, each in a JVM of its own. "
                + "The control does nothing, beside the same threads: what it shows is the machine's doing. "
                + "grpc+listener and future got new parents, because a live one would keep ended children."
                + (rows.stream().allMatch(TailRow::lowered)
                        ? ""
                        : " renice failed: the descheduled threads had the priority of the others."));
    }

    static ProbeResult of(List<TailRow> rows) {
        TailReport report = new TailReport(rows);
        for (Scenario scenario : Scenario.values()) {
            scenario.loads.forEach(load -> report.add(scenario, load));
        }
        report.addTarget();
        return report.result;
    }

    private void add(Scenario scenario, Load load) {
        List<TailRow> shown = rows.stream()
                .filter(row -> row.scenario() == scenario && row.load() == load)
                .collect(Collectors.toCollection(ArrayList::new));
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
                String.format(Locale.ROOT, "%s, %s, %,d a second", scenario, load, scenario.perSecond), columns);
        shown.forEach(row -> table.row(cells(row)));
    }

    private static List<String> cells(TailRow row) {
        Histogram latencies = row.latencies();
        List<String> cells = new ArrayList<>(List.of(row.impl()));
        for (double percentile : PERCENTILES) {
            cells.add(micros(latencies.getValueAtPercentile(percentile) / 1_000.0));
        }
        cells.add(range(row.roundMicros(TailTarget.PERCENTILE)));
        cells.add(micros(latencies.getMaxValue() / 1_000.0));
        cells.add(Numbers.count(latencies.getTotalCount()));
        cells.add(Numbers.count(row.backgroundPerSecond()));
        cells.add(row.unstarted() == 0 ? "" : Numbers.count(row.unstarted()));
        return cells;
    }

    private void addTarget() {
        Optional<TailRow> curfew = find(Scenario.DERIVE_CANCEL, Load.BUSY, Alternative.CURFEW.id());
        Optional<TailRow> mutex = find(Scenario.DERIVE_CANCEL, Load.BUSY, Alternative.MUTEX.id());
        Optional<TailRow> control = find(Scenario.CONTROL, Load.IDLE, Scenario.CONTROL.toString());
        if (curfew.isPresent() && mutex.isPresent() && control.isPresent()) {
            new TailTarget(curfew.get(), mutex.get(), control.get()).addTo(result);
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
