package dev.curfew.bench;

import dev.curfew.bench.report.HarnessResult;
import dev.curfew.bench.report.Matrix;
import dev.curfew.bench.report.Output;
import dev.curfew.bench.report.Provenance;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Question: do the headline rows keep their shape under other collectors and on the newest JDK? Runs the suite
 * {@link Effort#MATRIX} for each in turn, and prints one table with a column for each.
 *
 * <p>Prediction: with Parallel, stripes share lines of the card table, as its barrier dirties a card without looking: two
 * threads under one parent take longer than with a parent each, unless {@code -XX:+UseCondCardMark} looks first. Compact
 * headers save 4 to 8 bytes a context.
 *
 * <p>Run: {@code make bench-matrix}
 */
public final class MatrixMain {

    private static final List<List<String>> COLLECTORS = List.of(
            List.of("-XX:+UseG1GC"),
            List.of("-XX:+UseParallelGC"),
            List.of("-XX:+UseParallelGC", "-XX:+UseCondCardMark"),
            List.of("-XX:+UseZGC"));

    private static final Pattern COLLECTOR = Pattern.compile("-XX:[+-]Use\\w*GC");

    private static final Path DIRECTORY = Output.directory().resolve("matrix");
    private static final boolean SMOKE = Output.flag("smoke");
    private static final String COMPACT_HEADERS = "-XX:+UseCompactObjectHeaders";

    private final Matrix matrix = new Matrix();
    /** The columns whose bars count: the default collector, on other JDKs than this, whose bars the suite's rows tell. */
    private final List<String> judged = new ArrayList<>();

    private boolean complete = true;

    private MatrixMain() {}

    /**
     * Measures.
     *
     * @param args homes of JDKs; without any, or if none was found, this one
     * @throws IOException if results cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Provenance.remember();
        Output.clear(DIRECTORY);
        MatrixMain main = new MatrixMain();
        for (Path home : homes(args)) {
            for (List<String> flags : flagSets(home)) {
                main.measure(home, flags);
                // So that an interrupt costs but the column under way.
                main.matrix.result(main.judged).writeSoFar();
            }
        }
        HarnessResult result = main.matrix.result(main.judged);
        result.print(System.out);
        if (!main.complete) {
            System.exit(1);
        }
        result.write();
    }

    /** Each once, by whatever name it was found; a search that found none gives an empty name. */
    private static Set<Path> homes(String... names) throws IOException {
        Set<Path> homes = new LinkedHashSet<>();
        for (String name : names) {
            if (!name.isBlank()) {
                homes.add(Path.of(name).toRealPath());
            }
        }
        return homes.isEmpty() ? Set.of(ownHome()) : homes;
    }

    private static Path ownHome() throws IOException {
        return Path.of(System.getProperty("java.home")).toRealPath();
    }

    private static List<List<String>> flagSets(Path home) throws IOException, InterruptedException {
        if (SMOKE) {
            return COLLECTORS.subList(0, 1);
        }
        List<List<String>> sets = new ArrayList<>(COLLECTORS);
        if (knows(home, COMPACT_HEADERS)) {
            for (List<String> collector : List.of(COLLECTORS.get(0), COLLECTORS.get(3))) {
                List<String> set = new ArrayList<>(collector);
                set.add(COMPACT_HEADERS);
                sets.add(set);
            }
        }
        return sets;
    }

    private static boolean knows(Path home, String flag) throws IOException, InterruptedException {
        return new ProcessBuilder(java(home), flag, "-version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private void measure(Path home, List<String> flags) throws IOException, InterruptedException {
        String name = "JDK " + version(home)
                + String.join("", flags).replaceAll("-XX:\\+Use", " ").replaceAll("GC\\b", "");
        Path directory = DIRECTORY.resolve(name.replace(' ', '-'));
        System.out.println("== " + name);
        List<String> command = new ArrayList<>(List.of(java(home)));
        command.addAll(flags);
        command.addAll(inheritedArgs());
        command.addAll(List.of("-Dmatrix=true", "-Ddir=" + directory, "-cp", System.getProperty("java.class.path")));
        if (SMOKE) {
            command.add("-Dsmoke=true");
        }
        command.add(BenchMain.class.getName());
        Path results = directory.resolve("results.json");
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        complete &= status == 0;
        if (!Files.exists(results)) {
            System.out.println(name + " left out: no results, exit status " + status);
            return;
        }
        String heading = status == 0 ? name : name + " (INCOMPLETE: exit status " + status + ")";
        if (flags.equals(COLLECTORS.get(0)) && !home.equals(ownHome())) {
            judged.add(heading);
        }
        matrix.add(heading, directory);
    }

    /** A second collector would be an error. */
    private static List<String> inheritedArgs() {
        return ForkArgs.inherited("smoke", "dir").stream()
                .filter(arg -> !COLLECTOR.matcher(arg).matches())
                .toList();
    }

    private static String version(Path home) throws IOException {
        if (home.equals(ownHome())) {
            return System.getProperty("java.version");
        }
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        }
        return release.getProperty("JAVA_VERSION").replace("\"", "");
    }

    private static String java(Path home) {
        return home.resolve("bin").resolve("java").toString();
    }
}
