package dev.curfew.bench;

import dev.curfew.bench.report.Matrix;
import dev.curfew.bench.report.Output;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

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

    private static final boolean SMOKE = Boolean.getBoolean("smoke");
    private static final String COMPACT_HEADERS = "-XX:+UseCompactObjectHeaders";

    private final Matrix matrix = new Matrix();
    /** The columns of the default collector: their bars count. */
    private final List<String> defaults = new ArrayList<>();

    private MatrixMain() {}

    /**
     * Measures.
     *
     * @param args homes of JDKs; without any, this one
     * @throws IOException if results cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> homes = args.length > 0 ? List.of(args) : List.of(System.getProperty("java.home"));
        MatrixMain main = new MatrixMain();
        for (String home : homes) {
            for (List<String> flags : flagSets(home)) {
                main.measure(home, flags);
            }
        }
        main.matrix.write(main.defaults, System.out);
    }

    private static List<List<String>> flagSets(String home) throws IOException, InterruptedException {
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

    private static boolean knows(String home, String flag) throws IOException, InterruptedException {
        return new ProcessBuilder(java(home), flag, "-version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private void measure(String home, List<String> flags) throws IOException, InterruptedException {
        String name = "JDK " + version(home)
                + String.join("", flags).replaceAll("-XX:\\+Use", " ").replaceAll("GC\\b", "");
        Path directory = Output.directory().resolve("matrix").resolve(name.replace(' ', '-'));
        System.out.println("== " + name);
        List<String> command = new ArrayList<>(List.of(java(home)));
        command.addAll(flags);
        command.addAll(List.of("-Dmatrix=true", "-Ddir=" + directory, "-cp", System.getProperty("java.class.path")));
        if (SMOKE) {
            command.add("-Dsmoke=true");
        }
        command.add(BenchMain.class.getName());
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            System.out.println(name + " left out: exit status " + status);
            return;
        }
        if (flags.equals(COLLECTORS.get(0))) {
            defaults.add(name);
        }
        matrix.add(name, directory);
    }

    private static String version(String home) throws IOException {
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(home, "release"))) {
            release.load(in);
        }
        return release.getProperty("JAVA_VERSION").replace("\"", "");
    }

    private static String java(String home) {
        return Path.of(home, "bin", "java").toString();
    }
}
