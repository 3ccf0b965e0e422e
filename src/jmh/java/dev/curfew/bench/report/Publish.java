package dev.curfew.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies what {@code target/bench} has to a folder of {@code bench-results}, and writes the tables of
 * {@code bench-results/README.md} and of README anew, from the same data. Only what a commit can reproduce is published.
 *
 * <p>System property {@code name}: the folder, if not {@code <date>-<jdk>-<gc>}.
 */
public final class Publish {

    private static final Path MEASURED = Output.directory();
    private static final Path PUBLISHED = Path.of("bench-results");
    private static final Path README = Path.of("README.md");
    /** A path of the machine's, which says nothing to others. */
    private static final Pattern JVM_PATH = Pattern.compile("(\"jvm\" *: *)\"[^\"]*\"");

    private Publish() {}

    /**
     * Publishes.
     *
     * @param args none
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        if (!Files.exists(MEASURED.resolve(Run.RESULTS))) {
            throw refuse("nothing is measured yet: make bench");
        }
        Run run = Run.read(MEASURED);
        if (!run.commit().matches("\\p{XDigit}+")) {
            throw refuse("measured on \"" + run.commit() + "\": commit first, then measure");
        }
        if (run.fact("suite").startsWith("smoke")) {
            throw refuse("a smoke run's numbers mean nothing");
        }
        String given = System.getProperty("name", "");
        String name = given.isEmpty() ? nameOf(run) : given;
        Path folder = PUBLISHED.resolve(name);
        if (Files.exists(folder)) {
            throw refuse(folder + " is there already: give it another name, NAME=...");
        }
        copy(folder);
        Files.writeString(PUBLISHED.resolve("README.md"), overview(name));
        String readme = Files.readString(README);
        readme = fill(readme, "headline", Headline.of(run, PUBLISHED + "/" + name));
        readme = fill(readme, "bars", bars(run));
        Files.writeString(README, readme);
        System.out.println("written: " + folder + ", " + PUBLISHED.resolve("README.md") + ", " + README);
    }

    /** Puts the text between the two comments that mark a place in README. */
    private static String fill(String readme, String place, String text) {
        String begin = "<!-- " + place + ": by make publish-bench -->\n";
        String end = "<!-- end of " + place + " -->";
        int from = readme.indexOf(begin);
        int to = readme.indexOf(end);
        if (from < 0 || to < from) {
            throw refuse(README + " has no place for the " + place + ": " + begin + end);
        }
        return readme.substring(0, from + begin.length()) + text + "\n" + readme.substring(to);
    }

    private static String bars(Run run) {
        Summary summary = run.summary();
        return Stream.concat(summary.missed().stream(), summary.unresolved().stream())
                .map(verdict -> "- " + verdict.where().replaceAll(" +", " ") + ": " + verdict.bar() + ": **"
                        + verdict.measured() + "** (" + verdict.outcome().text() + ")")
                .collect(Collectors.joining("\n", "Bars: " + summary.headline() + ".\n\n", ""));
    }

    private static String nameOf(Run run) {
        String jdk = run.fact("jdk").replaceAll("^.* VM (\\d+).*$", "jdk$1");
        String collector = run.fact("gc").replaceAll(" .*", "").toLowerCase(Locale.ROOT);
        return run.fact("date").substring(0, "yyyy-mm-dd".length()) + "-" + jdk + "-" + collector;
    }

    private static void copy(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> names = new ArrayList<>(List.of(Run.RESULTS, Run.FACTS, Run.GO, Report.TABLE, Report.PAGE));
        for (Harness harness : Harness.values()) {
            names.add(harness.file());
        }
        for (String name : names) {
            Path file = MEASURED.resolve(name);
            if (Files.exists(file)) {
                String text = JVM_PATH.matcher(Files.readString(file)).replaceAll("$1\"java\"");
                Files.writeString(folder.resolve(name), text);
            }
        }
    }

    private static String overview(String newest) throws IOException {
        StringBuilder text = new StringBuilder("""
                # Runs

                Each folder has the results in JMH's JSON and what else was measured, the machine, the table that was
                printed, and the same as a page with charts: open `report.html` in a browser. Written by
                `make publish-bench`.

                | run | commit | measured on | bars |
                |---|---|---|---|
                """);
        List<Path> folders;
        try (Stream<Path> all = Files.list(PUBLISHED)) {
            folders = all.filter(folder -> Files.exists(folder.resolve(Run.RESULTS)))
                    .sorted(Comparator.comparing(
                                    (Path folder) -> folder.getFileName().toString())
                            .reversed())
                    .toList();
        }
        for (Path folder : folders) {
            Run run = Run.read(folder);
            String name = folder.getFileName().toString();
            text.append(String.format(
                    "| [%s](%s) | %s | %s, %s, %s%s | %s |%n",
                    name,
                    name,
                    run.commit(),
                    run.fact("jdk").replaceAll(".* VM ", "JDK "),
                    run.fact("gc"),
                    run.fact("cpu").replaceAll(".*, ", ""),
                    run.isNoisy() ? "; noisy: " + run.fact("noisy") : "",
                    run.summary().headline()));
        }
        return text + "\n## The newest: " + newest + "\n\n```text\n"
                + Files.readString(PUBLISHED.resolve(newest).resolve(Report.TABLE)) + "```\n";
    }

    private static RuntimeException refuse(String message) {
        System.err.println(message);
        System.exit(2);
        return new IllegalStateException(message);
    }
}
