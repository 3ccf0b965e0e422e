package dev.curfew.examples.gateway.load;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A comparison for the terminal. */
final class ComparisonTable {

    private static final String TIMES = "%-44s %-10s %8s %8s %8s %8s %8s %9s%n";
    private static final String FIGURES = "%-44s %22s %22s%n";

    private final Comparison comparison;
    private final PrintStream out;

    private ComparisonTable(Comparison comparison, PrintStream out) {
        this.comparison = comparison;
        this.out = out;
    }

    static void print(Comparison comparison, PrintStream out) {
        ComparisonTable table = new ComparisonTable(comparison, out);
        out.printf("%n%s%n%s%n%s%n", comparison.load(), comparison.machine(), comparison.command());
        table.printTimes();
        table.printFigures();
        table.printProof();
        out.println();
        comparison.reading().forEach(out::println);
        if (!comparison.noise().isEmpty()) {
            out.println("NOISY: " + comparison.noise());
        }
        comparison.failures().forEach(failure -> out.println("FAILED: " + failure));
    }

    private void printTimes() {
        out.printf(
                "%n" + TIMES, "ms, from when it should have begun", "", "p50", "p90", "p99", "p99.9", "max", "count");
        for (Latency latency : Latency.values()) {
            printTimes(latency.title(), core -> core.latency(latency));
        }
        if (comparison.cores().stream().allMatch(core -> core.polledLateness().count() == 0)) {
            printTimes("in the gateway: deadline seen", CoreResult::deadlineLateness);
        } else {
            printTimes("in the gateway: deadline seen by a timer", CoreResult::deadlineLateness);
            printTimes("in the gateway: deadline seen by polling", CoreResult::polledLateness);
        }
        out.println("  " + comparison.lateness());
    }

    private void printTimes(String title, Function<CoreResult, Distribution> times) {
        String name = title;
        for (CoreResult core : comparison.cores()) {
            Distribution it = times.apply(core);
            out.printf(
                    TIMES,
                    name,
                    core.core(),
                    number(it.p50()),
                    number(it.p90()),
                    number(it.p99()),
                    number(it.p999()),
                    number(it.max()),
                    whole(it.count()));
            name = "";
        }
    }

    private void printFigures() {
        out.println();
        printFigure("", CoreResult::core);
        printFigure("deadlines are seen to by", CoreResult::timers);
        printFigure("requests offered per second", core -> whole(core.offeredPerSecond()));
        printFigure("answered per second, before the load's end", core -> whole(core.answeredPerSecond()));
        printFigure("searches: complete, partial, 504", core -> searches(core.searches()));
        printFigure("backends cut, hedged", core -> whole(core.cut()) + ", " + whole(core.hedged()));
        printFigure(
                "backends' work cut, of what was asked",
                core -> whole(core.workSavedMillis()) + " ms, " + number(core.savedPercent()) + " %");
        printFigure("bytes allocated per request", core -> whole(core.bytesPerRequest()));
        printFigure("CPU time per request, µs", core -> whole(core.cpuMicrosPerRequest()));
        printFigure(
                "GC pauses: count, total, longest",
                core -> whole(core.gcPauses()) + ", " + whole(core.gcPauseMillis()) + ", "
                        + whole(core.gcPauseMaxMillis()) + " ms");
        printFigure("clients that vanished", core -> whole(core.vanished()));
        printFigure("requests that waited for a connection", core -> whole(core.queued()));
        printFigure("errors", core -> whole(core.errors()));
    }

    private void printFigure(String title, Function<CoreResult, String> figure) {
        List<String> cells = comparison.cores().stream().map(figure).toList();
        out.printf(FIGURES, title, cells.get(0), cells.get(1));
    }

    private static String searches(Outcomes.SearchAnswers it) {
        return whole(it.complete()) + ", " + whole(it.partial()) + ", " + whole(it.timedOut());
    }

    private void printProof() {
        out.println();
        for (Comparison.Remainder round : comparison.remainders()) {
            out.printf(
                    "%s, round %d: left after the last disconnect: %s%n    on the heap before and after: %s%n",
                    round.core(),
                    round.round(),
                    list(round, count -> whole(count.left())),
                    list(round, count -> whole(count.before()) + "/" + whole(count.after())));
        }
    }

    private static String list(Comparison.Remainder round, Function<Proof.Count, String> cell) {
        return round.counts().entrySet().stream()
                .map(kind -> kind.getKey() + " " + cell.apply(kind.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /** Three digits at least. */
    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 1_000 ? "%.1f" : "%,.0f", value);
    }
}
