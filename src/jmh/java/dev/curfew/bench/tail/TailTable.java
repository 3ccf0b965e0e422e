package dev.curfew.bench.tail;

import dev.curfew.bench.Rivals;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was measured, for people: a table for each scenario, with the control in it, and what became of the bar. */
final class TailTable {

    /** Of mutex's p99.99, where that is this many times the idle control's. */
    private static final double BAR = 0.2;

    private static final double RESOLVABLE = 10;
    private static final double BAR_PERCENTILE = 99.99;

    private final List<TailRow> rows;
    private final Effort effort;
    private final PrintStream out;

    TailTable(List<TailRow> rows, Effort effort, PrintStream out) {
        this.rows = rows;
        this.effort = effort;
        this.out = out;
    }

    void print() {
        for (Scenario scenario : Scenario.values()) {
            if (rows.stream().anyMatch(row -> row.scenario() == scenario)) {
                print(scenario);
            }
        }
        out.println();
        if (!rows.stream().allMatch(TailRow::lowered)) {
            out.println("renice failed: the descheduled threads had the priority of the others");
        }
        out.println(
                "grpc+listener and future got new parents: theirs would keep ended children for as long as they live");
        out.println(verdict());
    }

    private void print(Scenario scenario) {
        out.printf(
                Locale.ROOT,
                "%n%s, %,d a second: µs from when each should have started%n%-12s %-14s",
                scenario,
                scenario.perSecond(effort.rate()),
                "background",
                "rival");
        for (double percentile : TailResults.PERCENTILES) {
            out.printf(" %9s", TailResults.name(percentile));
        }
        out.printf(" %9s %10s %12s%n", "max", "count", "background/s");
        for (Load load : scenario.loads()) {
            if (scenario != Scenario.CONTROL) {
                find(Scenario.CONTROL, load, Scenario.CONTROL.toString()).ifPresent(this::print);
            }
            rows.stream()
                    .filter(row -> row.scenario() == scenario && row.load() == load)
                    .forEach(this::print);
        }
    }

    private void print(TailRow row) {
        out.printf("%-12s %-14s", row.load(), row.impl());
        for (double percentile : TailResults.PERCENTILES) {
            out.printf(" %9s", micros(row.micros(percentile)));
        }
        out.printf(
                Locale.ROOT,
                " %9s %,10d %,12d%s%n",
                micros(row.latencies().getMaxValue() / 1_000.0),
                row.latencies().getTotalCount(),
                row.backgroundPerSecond(),
                row.unstarted() == 0
                        ? ""
                        : String.format(Locale.ROOT, "  too slow: %,d never started", row.unstarted()));
    }

    private String verdict() {
        Optional<TailRow> curfew = find(Scenario.DERIVE_CANCEL, Load.BUSY, Rivals.CURFEW);
        Optional<TailRow> mutex = find(Scenario.DERIVE_CANCEL, Load.BUSY, Rivals.MUTEX);
        Optional<TailRow> control = find(Scenario.CONTROL, Load.IDLE, Scenario.CONTROL.toString());
        if (curfew.isEmpty() || mutex.isEmpty() || control.isEmpty()) {
            return "bar: not measured";
        }
        double own = curfew.get().micros(BAR_PERCENTILE);
        double theirs = mutex.get().micros(BAR_PERCENTILE);
        double idle = control.get().micros(BAR_PERCENTILE);
        String outcome = theirs < RESOLVABLE * idle ? "not resolvable here" : own <= BAR * theirs ? "met   " : "MISSED";
        return String.format(
                Locale.ROOT,
                "%s  derive+cancel beside a busy thread, p99.99 <= %.1f x mutex: curfew %s µs, mutex %s µs (%.2f x);"
                        + " idle control %s µs (mutex is %.1f x that, must be %.0f x)",
                outcome,
                BAR,
                micros(own),
                micros(theirs),
                own / theirs,
                micros(idle),
                theirs / idle,
                RESOLVABLE);
    }

    private Optional<TailRow> find(Scenario scenario, Load load, String impl) {
        return rows.stream().filter(row -> row.is(scenario, load, impl)).findFirst();
    }

    /** Three digits at least. */
    static String micros(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.1f", value);
    }
}
