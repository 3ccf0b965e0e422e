package dev.curfew.bench.tail;

import dev.curfew.bench.Rivals;
import dev.curfew.bench.report.Curve;
import dev.curfew.bench.report.Harness;
import dev.curfew.bench.report.HarnessResult;
import dev.curfew.bench.report.Table;
import dev.curfew.bench.report.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.HistogramIterationValue;

/** What was measured, for people: a table for each scenario and background, with the control in it, and the bar. */
final class TailReport {

    static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    static final int TICKS_PER_HALF_DISTANCE = 5;

    /** Of mutex's p99.99, where that is so many times the idle control's. */
    private static final double BAR = 0.2;

    private static final double RESOLVABLE = 10;
    private static final double BAR_PERCENTILE = 99.99;

    private final List<TailRow> rows;
    private final TailEffort effort;
    private final HarnessResult result;

    private TailReport(List<TailRow> rows, TailEffort effort) {
        this.rows = rows;
        this.effort = effort;
        result = new HarnessResult(
                Harness.TAIL,
                "An open loop at a fixed rate: µs from when each operation should have started. "
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
        columns.addAll(List.of("max", "count", "background/s", "never started"));
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
        if (curfew.isEmpty() || mutex.isEmpty() || control.isEmpty()) {
            return;
        }
        double own = curfew.get().micros(BAR_PERCENTILE);
        double theirs = mutex.get().micros(BAR_PERCENTILE);
        double idle = control.get().micros(BAR_PERCENTILE);
        Outcome outcome = theirs < RESOLVABLE * idle
                ? Outcome.NOT_RESOLVABLE
                : own <= BAR * theirs ? Outcome.MET : Outcome.MISSED;
        result.bar(
                String.format(Locale.ROOT, "derive+cancel beside a busy thread, p99.99 ≤ %.1f × mutex", BAR),
                String.format(
                        Locale.ROOT,
                        "%.2f: %s µs, mutex %s µs; idle control %s µs (mutex is %.1f times that, %.0f are needed to tell)",
                        own / theirs,
                        micros(own),
                        micros(theirs),
                        micros(idle),
                        theirs / idle,
                        RESOLVABLE),
                outcome);
    }

    private Optional<TailRow> find(Scenario scenario, Load load, String impl) {
        return rows.stream().filter(row -> row.is(scenario, load, impl)).findFirst();
    }

    /** p50, p99.9. */
    private static String name(double percentile) {
        return "p" + (percentile == Math.rint(percentile) ? Long.toString((long) percentile) : percentile);
    }

    /** Three digits at least. */
    static String micros(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.1f", value);
    }
}
