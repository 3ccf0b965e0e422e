package dev.curfew.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
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
        Map<String, Path> folders = new TreeMap<>(Comparator.reverseOrder());
        folders.put(newest, directory);
        try (Stream<Path> all = Files.list(Publish.PUBLISHED)) {
            all.filter(folder -> Files.exists(folder.resolve(Run.RESULTS)))
                    .forEach(folder -> folders.put(folder.getFileName().toString(), folder));
        }
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            text.append(line(folder.getKey(), Run.read(folder.getValue())));
        }
        return text + "\n## The newest: " + newest + "\n\n```text\n" + Files.readString(directory.resolve(Report.TABLE))
                + "```\n";
    }

    private static String line(String name, Run run) {
        return String.format(
                "| [%s](%s) | %s | %s, %s, %s%s | %s |%n",
                name,
                name,
                run.commit(),
                run.fact(Facts.JDK).replaceAll(".* VM ", "JDK "),
                run.fact(Facts.GC),
                run.fact("cpu").replaceAll(".*, ", ""),
                run.noisy().isEmpty() ? "" : "; noisy: " + run.noisy(),
                run.summary().headline());
    }
}
