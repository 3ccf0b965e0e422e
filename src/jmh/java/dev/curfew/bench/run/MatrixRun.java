package dev.curfew.bench.run;

import dev.curfew.bench.data.Probe;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Question: do the headline rows keep their shape under other collectors and on the newest JDK? Runs the suite
 * {@link Effort#MATRIX} for each in turn, each with its results in a directory of its own: a column of a table.
 *
 * <p>Prediction: with Parallel, stripes share lines of the card table, as its barrier dirties a card without looking:
 * two threads under one parent take longer than with a parent each, unless {@code -XX:+UseCondCardMark} looks first.
 * Compact headers save 4 to 8 bytes a context.
 */
public final class MatrixRun {

    private static final List<List<String>> COLLECTORS = List.of(
            List.of("-XX:+UseG1GC"),
            List.of("-XX:+UseParallelGC"),
            List.of("-XX:+UseParallelGC", "-XX:+UseCondCardMark"),
            List.of("-XX:+UseZGC"));

    private static final Pattern COLLECTOR = Pattern.compile("-XX:[+-]Use\\w*GC");
    private static final String COMPACT_HEADERS = "-XX:+UseCompactObjectHeaders";
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Session session;
    private final Class<?> main;
    private final Path directory;
    private final List<Column> columns = new ArrayList<>();

    /**
     * What was measured in one JVM.
     *
     * @param judged whether its targets count: those of the default collector, on other JDKs than this one, whose
     *     targets the rows of the suite have
     */
    public record Column(String heading, Path directory, boolean judged) {}

    /** What becomes of the columns so far. */
    public interface Report {
        void write(List<Column> columns, boolean last) throws IOException;
    }

    private MatrixRun(Session session, Class<?> main) throws IOException {
        this.session = session;
        this.main = main;
        directory = session.emptyDirectory(Probe.MATRIX.command());
    }

    /**
     * Measures column by column, and reports after each, so that an interrupt costs the column under way only.
     *
     * @param main the program with the command {@code suite}
     * @param homes of JDKs; if there is none, this one
     * @return whether all columns are complete
     */
    public static boolean measure(Session session, Class<?> main, List<String> homes, Report report)
            throws IOException, InterruptedException {
        MatrixRun run = new MatrixRun(session, main);
        boolean complete = true;
        for (Path home : distinct(homes)) {
            for (List<String> flags : run.flagSets(home)) {
                complete &= run.measure(home, flags);
                report.write(run.columns, false);
            }
        }
        if (complete) {
            report.write(run.columns, true);
        }
        return complete;
    }

    /** Each once, by whatever name it was found. A search that found none gives an empty name. */
    private static Set<Path> distinct(List<String> names) throws IOException {
        Set<Path> homes = new LinkedHashSet<>();
        for (String name : names) {
            if (!name.isBlank()) {
                homes.add(Path.of(name).toRealPath());
            }
        }
        return homes.isEmpty() ? Set.of(Subprocess.ownHome().toRealPath()) : homes;
    }

    private List<List<String>> flagSets(Path home) {
        if (session.smoke()) {
            return COLLECTORS.subList(0, 1);
        }
        List<List<String>> sets = new ArrayList<>(COLLECTORS);
        String java = home.resolve("bin").resolve("java").toString();
        if (Subprocess.output(List.of(java, COMPACT_HEADERS, "-version")).isPresent()) {
            sets.add(List.of(COLLECTORS.get(0).get(0), COMPACT_HEADERS));
            sets.add(List.of(COLLECTORS.get(3).get(0), COMPACT_HEADERS));
        }
        return sets;
    }

    /** Returns false if the column is not complete. */
    private boolean measure(Path home, List<String> flags) throws IOException, InterruptedException {
        String name = "JDK " + version(home)
                + String.join("", flags).replaceAll("-XX:\\+Use", " ").replaceAll("GC\\b", "");
        Path column = directory.resolve(name.replace(' ', '-'));
        System.out.println("== " + name);
        List<String> jvmArgs = new ArrayList<>(flags);
        // A second collector would be an error.
        Subprocess.inheritedArgs().stream()
                .filter(arg -> !COLLECTOR.matcher(arg).matches())
                .forEach(jvmArgs::add);
        List<String> args = new ArrayList<>(List.of("suite", "--matrix", "--dir", column.toString()));
        if (session.smoke()) {
            args.add("--smoke");
        }
        int status = Subprocess.run(
                new ProcessBuilder(Subprocess.java(home, jvmArgs, main, args)), LIMIT, System.out::println);
        if (!Files.exists(column.resolve(SuiteRun.RESULTS))) {
            System.out.println(name + " left out: no results, exit status " + status);
            return false;
        }
        columns.add(new Column(
                status == 0 ? name : name + " (INCOMPLETE: exit status " + status + ")",
                column,
                flags.equals(COLLECTORS.get(0))
                        && !home.equals(Subprocess.ownHome().toRealPath())));
        return status == 0;
    }

    private static String version(Path home) throws IOException {
        if (home.equals(Subprocess.ownHome().toRealPath())) {
            return System.getProperty("java.version");
        }
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        }
        return release.getProperty("JAVA_VERSION").replace("\"", "");
    }
}
