package dev.curfew.bench.report;

import static dev.curfew.bench.data.Numbers.bytes;
import static dev.curfew.bench.data.Numbers.number;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Verdict;
import java.io.PrintStream;
import java.util.stream.Collectors;

/** Prints a run: a block for each question, curfew first, and the targets that it met or missed. */
record RunTable(Run run, PrintStream out) {

    void print() {
        run.questions().stream().filter(question -> !question.isFloor()).forEach(this::print);
        for (Probe probe : Probe.values()) {
            run.parts().get(probe).ifPresent(result -> print(probe, result));
        }
        printLacks();
        run.questions().stream().filter(Question::isFloor).forEach(this::printFloor);
        run.facts().forEach(out::println);
        printTargets();
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
                    number(score.time().error()),
                    bytes(score.bytes().value()),
                    where.ratioTo(impl).map(Numbers::number).orElse(""),
                    where.threads() > 1 ? "  " + score.range() : score.noisy() ? "  noisy" : "");
            out.println(line.stripTrailing());
        });
        run.scalability(where).ifPresent(scalability -> out.println("      " + scalability.predicted(where.threads())));
        for (Verdict verdict : run.verdictsOn(where)) {
            out.println("      " + verdict);
        }
    }

    private void print(Probe probe, ProbeResult result) {
        out.print(probe.title() + ": ");
        result.printTables(out);
        out.println();
    }

    private void printLacks() {
        run.cases().stream()
                .flatMap(where -> where.scores().keySet().stream())
                .distinct()
                .flatMap(impl -> Alternative.find(impl).stream())
                .filter(one -> !one.lacks().isEmpty())
                .sorted()
                .forEach(one -> out.println(one + ": " + one.lacks()));
    }

    private void printFloor(Question floor) {
        out.println("Floor in this run: "
                + floor.cases().stream()
                        .map(c -> c.what() + " "
                                + number(c.scores().values().iterator().next().nanos()) + " ns")
                        .collect(Collectors.joining(", ")));
    }

    private void printTargets() {
        Summary summary = run.summary();
        out.println(Summary.TARGETS + summary.headline());
        summary.open().forEach(verdict -> out.println("  " + verdict.where() + ": " + verdict));
        summary.notMeasured().forEach(line -> out.println("  not measured: " + line));
    }
}
