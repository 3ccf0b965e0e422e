package dev.curfew.bench.report;

import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of all published runs: a line for each, what the newest has not reached, and its table. */
final class Overview {

    static final String FILE = "README.md";
    /** What runs before 2026-11-28 called targets. */
    private static final String OLD_TARGETS = "Bars: ";

    private Overview() {}

    /**
     * In Markdown.
     *
     * @param newest the name of the run that is to be published
     * @param directory where it is until then
     */
    static String of(String newest, Path directory) throws IOException {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(newest, directory));
        try (Stream<Path> all = Files.list(Publish.PUBLISHED)) {
            for (Path folder :
                    all.filter(path -> Files.exists(path.resolve(Run.RESULTS))).toList()) {
                if (!folder.getFileName().toString().equals(newest)) {
                    lines.add(Line.of(folder.getFileName().toString(), folder));
                }
            }
        }
        lines.sort(Comparator.comparing(Line::date).reversed());
        return """
                # Runs

                Each folder has the results in JMH's JSON and what else was measured, the machine, and the table that was
                printed. `make publish-bench` writes this page. Runs from before 2026-11-27 that are not here are in commit a92c026.

                | run | commit | measured on | targets |
                |---|---|---|---|
                %s
                ## The newest: %s

                %s

                ```text
                %s```
                """.formatted(
                        lines.stream().map(Line::text).collect(Collectors.joining()),
                        newest,
                        targets(Run.read(directory).summary()),
                        Files.readString(directory.resolve(Report.TABLE)));
    }

    private static String targets(Summary summary) {
        StringBuilder text = new StringBuilder("Targets: " + summary.headline() + ".\n");
        for (Verdict verdict : summary.open()) {
            text.append("\n- %s: %s: **%s** (%s)"
                    .formatted(
                            verdict.where().replaceAll(" +", " "),
                            verdict.target(),
                            verdict.measured(),
                            verdict.outcome().text()));
        }
        return summary.notMeasured().isEmpty()
                ? text.toString()
                : text + "\n\nNot measured in this run: " + String.join("; ", summary.notMeasured()) + ".";
    }

    /** A run, with its targets as they were when it was published. */
    private record Line(String date, String text) {

        static Line of(String name, Path folder) throws IOException {
            Run run = Run.read(folder);
            String targets = Files.readAllLines(folder.resolve(Report.TABLE)).stream()
                    .filter(line -> line.startsWith(Summary.TARGETS) || line.startsWith(OLD_TARGETS))
                    .findFirst()
                    .map(line -> line.replaceFirst("^\\w+: ", ""))
                    .orElse(Numbers.NONE);
            String noisy = run.noisy().isEmpty() ? "" : "; noisy: " + run.noisy();
            return new Line(
                    run.fact("date"),
                    "| [%s](%s) | %s | %s%s | %s |\n"
                            .formatted(name, name, run.commit(), run.measuredOn(), noisy, targets));
        }
    }
}
