package dev.curfew.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The page of all published runs: a line for each, and the table of the newest. */
final class Overview {

    static final String FILE = "README.md";

    private Overview() {}

    /**
     * In Markdown.
     *
     * @param newest the name of the run that is to be published
     * @param directory where it is until then
     */
    static String of(String newest, Path directory) throws IOException {
        StringBuilder text = new StringBuilder("""
                # Runs

                Each folder has the results in JMH's JSON and what else was measured, the machine, the table that was
                printed, and the same as a page with charts: open `report.html` in a browser. Written by
                `make publish-bench`.

                | run | commit | measured on | bars |
                |---|---|---|---|
                """);
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(newest, directory));
        try (Stream<Path> all = Files.list(Publish.PUBLISHED)) {
            for (Path folder :
                    all.filter(path -> Files.exists(path.resolve(Run.RESULTS))).toList()) {
                lines.add(Line.of(folder.getFileName().toString(), folder));
            }
        }
        lines.sort(Comparator.comparing(Line::date).reversed());
        lines.forEach(line -> text.append(line.text()));
        return text + "\n## The newest: " + newest + "\n\n```text\n" + Files.readString(directory.resolve(Report.TABLE))
                + "```\n";
    }

    /** Of a run, with its bars as they were when it was published. */
    private record Line(String date, String text) {

        static Line of(String name, Path folder) throws IOException {
            Run run = Run.read(folder);
            String bars = Files.readAllLines(folder.resolve(Report.TABLE)).stream()
                    .filter(line -> line.startsWith(Summary.BARS))
                    .findFirst()
                    .map(line -> line.substring(Summary.BARS.length()))
                    .orElse(Numbers.NONE);
            String text = String.format(
                    "| [%s](%s) | %s | %s, %s, %s%s | %s |%n",
                    name,
                    name,
                    run.commit(),
                    run.fact(Facts.JDK).replaceAll(".* VM ", "JDK "),
                    run.fact(Facts.GC),
                    run.fact("cpu").replaceAll(".*, ", ""),
                    run.noisy().isEmpty() ? "" : "; noisy: " + run.noisy(),
                    bars);
            return new Line(run.fact("date"), text);
        }
    }
}
