package dev.curfew.bench;

import dev.curfew.bench.report.Machine;
import dev.curfew.bench.report.Output;
import dev.curfew.bench.report.Provenance;
import dev.curfew.bench.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Measures and prints one table. System properties narrow it:
 *
 * <ul>
 *   <li>{@code bench=REGEX}: only benchmarks whose class name matches, as in {@code Child} or {@code Poll|Value};
 *   <li>{@code threads=N}: with 1, only rows of one thread; else only rows of several, on that many;
 *   <li>{@code smoke}, {@code quick}, {@code matrix}, {@code full}: another {@link Effort} than the headline's;
 *       {@code smoke} with {@code full} tries all rows;
 *   <li>{@code dir=PATH}: where the results go.
 * </ul>
 *
 * <p>All other arguments of this JVM, as {@code -XX:+UseParallelGC}, are given to the measured ones.
 *
 * <p>Everything is written to {@code target/bench}, or that of {@code dir}: {@code results.json} after each row,
 * {@code machine.txt}, JMH's own report in {@code jmh.log}; the first two of the run before are moved to {@code previous}.
 * Interrupted, it prints the table of what it has.
 */
public final class BenchMain {

    private static final Path DIRECTORY = Output.directory();
    private static final Path JSON = DIRECTORY.resolve("results.json");
    private static final Path FACTS = DIRECTORY.resolve("machine.txt");
    private static final Path LOG = DIRECTORY.resolve("jmh.log");

    private BenchMain() {}

    /**
     * Runs the suite that the system properties describe.
     *
     * @param args none
     * @throws IOException if {@code target/bench} cannot be written
     */
    public static void main(String[] args) throws IOException {
        boolean smoke = Output.flag(Effort.SMOKE.property());
        Effort suite = Stream.of(Effort.FULL, Effort.MATRIX, Effort.QUICK)
                .filter(one -> Output.flag(one.property()))
                .findFirst()
                .orElse(smoke ? Effort.SMOKE : Effort.HEADLINE);
        Effort effort = smoke ? Effort.SMOKE : suite;
        List<Row> rows = selectRows(suite.rows());
        List<String> jvmArgs = Provenance.jvmArgs();
        PrintStream console = System.out;
        Files.createDirectories(DIRECTORY);
        keep(JSON, FACTS);
        Machine machine = Machine.look(jvmArgs, describe(effort, 0, rows.size()));
        Files.writeString(FACTS, machine.before());
        console.print(machine.before());
        console.printf(Locale.ROOT, "about %.0f min%n", Math.max(1, rows.size() * effort.millisPerRow() / 60_000.0));
        boolean complete;
        try (PrintStream log = new PrintStream(Files.newOutputStream(LOG), true, StandardCharsets.UTF_8)) {
            // Where JMH forwards what the forks print.
            System.setOut(log);
            System.setErr(log);
            BenchRun run = new BenchRun(effort, jvmArgs, JSON, log, console);
            Thread lastWords = new Thread(() -> {
                run.abandon();
                machine.suite(describe(effort, run.measured(), rows.size()));
                finish(machine, console);
            });
            Runtime.getRuntime().addShutdownHook(lastWords);
            complete = run.measure(rows);
            if (!tookBack(lastWords)) {
                return;
            }
            machine.suite(describe(effort, run.measured(), rows.size()));
        }
        finish(machine, console);
        if (!complete) {
            System.exit(1);
        }
    }

    /** The last run may have taken an hour and a half. */
    private static void keep(Path... files) throws IOException {
        Path previous = DIRECTORY.resolve("previous");
        for (Path file : files) {
            if (Files.exists(file)) {
                Files.createDirectories(previous);
                Files.move(file, previous.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String describe(Effort effort, int measured, int wanted) {
        return effort + ", " + measured + " of " + wanted + " rows";
    }

    /** Returns false if the JVM is going down and the hook has the last word. */
    private static boolean tookBack(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return false;
        }
    }

    private static void finish(Machine machine, PrintStream console) {
        try {
            String after = machine.after();
            Files.writeString(FACTS, machine.before() + after);
            if (Files.exists(JSON)) {
                console.println();
                Report.write(DIRECTORY, console);
            } else {
                console.println("nothing measured; see " + LOG);
            }
        } catch (IOException e) {
            console.println("no table: " + e);
        }
    }

    private static List<Row> selectRows(List<Row> suite) {
        String bench = System.getProperty("bench", "");
        Integer threads = Integer.getInteger("threads");
        if (threads != null && threads < 1) {
            throw usage("threads=" + threads + " is not positive");
        }
        Pattern name;
        try {
            name = Pattern.compile(bench);
        } catch (PatternSyntaxException e) {
            throw usage("bench=" + bench + " is no regular expression: " + e.getDescription());
        }
        List<Row> wanted = suite.stream()
                .filter(row -> name.matcher(row.className()).find())
                .flatMap(row -> threads == null ? Stream.of(row) : onThreads(row, threads))
                .toList();
        if (wanted.isEmpty() && !name.matcher("FloorBenchmark").find()) {
            throw usage("no row matches bench=" + bench + (threads == null ? "" : " threads=" + threads)
                    + "; benchmarks: "
                    + String.join(
                            " ", suite.stream().map(Row::className).distinct().toList()));
        }
        LinkedHashSet<Row> rows = new LinkedHashSet<>(Suite.parse(Suite.FLOOR));
        rows.addAll(wanted);
        return List.copyOf(rows);
    }

    /** A row of several threads stands for any number of them, but a group of two kinds has one thread of each. */
    private static Stream<Row> onThreads(Row row, int threads) {
        if (threads == 1 || row.threads() == 1) {
            return row.threads() == threads ? Stream.of(row) : Stream.empty();
        }
        return Stream.of(row.method().equals("whileDeriving") ? row : row.withThreads(threads));
    }

    private static RuntimeException usage(String message) {
        System.err.println(message);
        System.exit(2);
        return new IllegalArgumentException(message);
    }
}
