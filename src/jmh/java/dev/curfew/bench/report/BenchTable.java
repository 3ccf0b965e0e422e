package dev.curfew.bench.report;

import static dev.curfew.bench.report.Numbers.bytes;
import static dev.curfew.bench.report.Numbers.number;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Prints a run on the terminal: a block for each question, curfew first, and the bars it met or missed. */
final class BenchTable {

    private final Run run;
    private final PrintStream out;

    private BenchTable(Run run, PrintStream out) {
        this.run = run;
        this.out = out;
    }

    /** Prints the table as UTF-8, whatever the stream's own encoding. */
    static void print(Run run, PrintStream out) {
        PrintStream utf8 = new PrintStream(out, true, StandardCharsets.UTF_8);
        new BenchTable(run, utf8).print();
        utf8.flush();
    }

    private void print() {
        run.questions().stream().filter(question -> !question.isFloor()).forEach(this::print);
        for (Harness harness : Harness.values()) {
            run.part(harness).ifPresent(part -> print(harness, part.get("note").getAsString()));
        }
        run.questions().stream().filter(Question::isFloor).forEach(this::printFloor);
        run.facts().forEach(out::println);
        printBars();
    }

    private void print(Question question) {
        out.printf("%-60s %10s %10s %10s %8s%n", question.title(), "ns/op", "±", "B/op", "curfew/it");
        if (!question.note().isEmpty()) {
            out.println("  (" + question.note() + ")");
        }
        question.cases().forEach(this::print);
        out.println();
    }

    private void print(Case where) {
        out.println("  " + where);
        where.scores().forEach((impl, score) -> {
            String line = String.format(
                    "    %-56s %10s %10s %10s %8s%s",
                    impl.isEmpty() ? Numbers.NONE : impl,
                    number(score.nanos()),
                    number(score.error()),
                    bytes(score.bytes()),
                    where.ratioTo(impl).map(Numbers::number).orElse(""),
                    score.noisy() ? "  noisy" : "");
            out.println(line.stripTrailing());
        });
        for (Verdict verdict : run.verdictsOn(where)) {
            out.println("      " + verdict);
        }
    }

    private void print(Harness harness, String note) {
        out.println(harness.title() + ": " + note);
        run.tables(harness).forEach(table -> table.print(out));
        out.println();
    }

    private void printFloor(Question floor) {
        out.println("Floor in this run: "
                + floor.cases().stream()
                        .map(c -> c.what() + " "
                                + number(c.scores().values().iterator().next().nanos()) + " ns")
                        .collect(Collectors.joining(", ")));
    }

    private void printBars() {
        Summary summary = run.summary();
        out.println(Summary.BARS + summary.headline());
        summary.missed().forEach(verdict -> out.println("  " + verdict.where() + ": " + verdict));
        summary.unresolved().forEach(verdict -> out.println("  " + verdict.where() + ": " + verdict));
        summary.notMeasured().forEach(line -> out.println("  not measured: " + line));
    }
}
