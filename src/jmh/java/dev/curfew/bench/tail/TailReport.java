package dev.curfew.bench.tail;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.tail.TailFork.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** A table for each scenario and background, with the control in it, and the targets. */
final class TailReport {

    private static final double[] PERCENTILES = {50, 99, 99.9, 99.99};
    private static final double BY_ROUND = 99;

    private final List<TailRow> rows;
    private final ProbeResult result;

    private TailReport(List<TailRow> rows) {
        this.rows = rows;
        result = new ProbeResult("An open loop at a fixed rate: µs from when each operation should have started. "
                + "The percentiles are of windows of a millisecond in which the kernel left the measuring thread its "
                + "processor. Disturbed are the other windows; taken is for how long the kernel had the processor, "
                + "while the schedule stood still. "
                + "By round: the least and the most of the rounds, each in a JVM of its own. "
                + "The control does nothing, beside the same threads: what it shows is the machine's doing. "
                + "grpc+listener and future got new parents, because a live one would keep ended children."
                + (OwnThread.isKnown() ? "" : " This kernel does not tell of switches: none is counted apart.")
                + (rows.stream().allMatch(TailRow::placed)
                        ? ""
                        : " renice or taskset failed: descheduled threads had the priority of the others, "
                                + "or the measuring thread had no processor of its own."));
    }

    static ProbeResult of(List<TailRow> rows) {
        TailReport report = new TailReport(rows);
        for (Scenario scenario : Scenario.values()) {
            scenario.loads.forEach(load -> report.add(scenario, load));
        }
        for (Scenario scenario : TailTarget.SCENARIOS) {
            scenario.loads.forEach(load -> report.addTargets(scenario, load));
        }
        return report.result;
    }

    private void add(Scenario scenario, Load load) {
        List<TailRow> shown = rows.stream()
                .filter(row -> row.scenario() == scenario && row.load() == load)
                .collect(Collectors.toCollection(ArrayList::new));
        if (shown.isEmpty()) {
            return;
        }
        if (!scenario.isControl()) {
            control(scenario, load).ifPresent(shown::add);
        }
        List<String> columns = new ArrayList<>(List.of("µs"));
        for (double percentile : PERCENTILES) {
            columns.add(name(percentile));
        }
        columns.addAll(List.of(
                "max", name(BY_ROUND) + " by round", "disturbed", "taken", name(BY_ROUND) + " of the disturbed"));
        columns.addAll(List.of("count", "collections", "background/s", "never started"));
        Table table = result.table(
                String.format(Locale.ROOT, "%s, %s, %,d a second", scenario, load, scenario.perSecond), columns);
        shown.forEach(row -> table.row(cells(row)));
    }

    private static List<String> cells(TailRow row) {
        List<String> cells = new ArrayList<>(List.of(row.impl()));
        Histogram undisturbed = TailRow.sum(row.undisturbed());
        Histogram disturbed = TailRow.sum(row.disturbed());
        for (double percentile : PERCENTILES) {
            cells.add(micros(TailRow.micros(undisturbed, percentile)));
        }
        cells.add(micros(TailRow.micros(undisturbed, 100)));
        cells.add(range(row.roundMicros(BY_ROUND)));
        cells.add(String.format(
                Locale.ROOT, "%.1f%%", 100.0 * row.sum(Measurement::disturbedWindows) / row.sum(Measurement::windows)));
        cells.add(row.sum(Measurement::takenNanos) / 1_000_000 + " ms");
        cells.add(micros(TailRow.micros(disturbed, BY_ROUND)));
        cells.add(Numbers.count(undisturbed.getTotalCount() + disturbed.getTotalCount()));
        cells.add(Numbers.count(row.sum(Measurement::collections)));
        cells.add(Numbers.count(
                row.sum(Measurement::backgroundPerSecond) / row.measurements().size()));
        long unstarted = row.sum(Measurement::unstarted);
        cells.add(unstarted == 0 ? "" : Numbers.count(unstarted));
        return cells;
    }

    private void addTargets(Scenario scenario, Load load) {
        Optional<TailRow> curfew = find(scenario, load, Alternative.CURFEW.id());
        Optional<TailRow> control = control(scenario, load);
        List<TailRow> locks = Stream.of(Alternative.MUTEX, Alternative.SPIN)
                .flatMap(lock -> find(scenario, load, lock.id()).stream())
                .toList();
        if (curfew.isPresent() && control.isPresent() && !locks.isEmpty()) {
            for (double percentile : TailTarget.PERCENTILES) {
                new TailTarget(percentile, curfew.get(), locks, control.get()).addTo(result);
            }
        }
    }

    private Optional<TailRow> control(Scenario scenario, Load load) {
        Scenario control = scenario.control();
        return find(control, load, control.impls.get(0));
    }

    private Optional<TailRow> find(Scenario scenario, Load load, String impl) {
        return rows.stream().filter(row -> row.is(scenario, load, impl)).findFirst();
    }

    /** p50, p99.9. */
    static String name(double percentile) {
        return "p" + (percentile == Math.rint(percentile) ? Long.toString((long) percentile) : percentile);
    }

    /** The least and the most. */
    private static String range(double[] values) {
        DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
        return micros(all.getMin()) + "–" + micros(all.getMax());
    }

    /** Three digits at least. */
    static String micros(double value) {
        return Double.isNaN(value) ? Numbers.NONE : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.1f", value);
    }
}
