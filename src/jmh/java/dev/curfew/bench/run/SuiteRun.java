package dev.curfew.bench.run;

import dev.curfew.bench.data.Facts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures rows case by case. The forks of the alternatives of a case take turns, each with a run of JMH of its own, so
 * that a change of the machine's speed meets all of them. {@code results.json} is written after each case, so that an
 * interrupt costs the case under way only. {@code machine.txt} has the facts, {@code jmh.log} what JMH says. The first
 * two of the run before are moved to {@code previous}, because that run may have taken an hour and a half.
 */
public final class SuiteRun {

    public static final String RESULTS = "results.json";
    private static final String LOG = "jmh.log";

    private final Session session;
    private final Effort effort;
    private final List<Row> rows;
    private final PrintStream console = System.out;
    private final String facts;
    private final List<RunResult> results = new ArrayList<>();
    private volatile boolean abandoned;
    private volatile int measured;

    private SuiteRun(Session session, Effort effort, List<Row> rows) {
        this.session = session;
        this.effort = effort;
        this.rows = rows;
        facts = session.machine("");
    }

    /** What becomes of the results, also of those until an interrupt. */
    public interface Report {
        void write(Path directory) throws IOException;
    }

    /**
     * Measures the rows.
     *
     * @return whether all rows were measured
     */
    public static boolean measure(Session session, Effort effort, List<Row> rows, Report report) throws IOException {
        SuiteRun run = new SuiteRun(session, effort, rows);
        Files.createDirectories(session.directory());
        run.keepPrevious();
        run.writeFacts("");
        run.console.print(session.machine(run.suite()));
        run.console.printf(
                Locale.ROOT, "about %.0f min%n", Math.max(1, rows.size() * effort.millisPerRow() / 60_000.0));
        Thread lastWords = new Thread(() -> {
            run.abandoned = true;
            run.finish(report);
        });
        Runtime.getRuntime().addShutdownHook(lastWords);
        boolean complete = run.measureLogged();
        if (tookBack(lastWords)) {
            run.finish(report);
        }
        return complete;
    }

    private void keepPrevious() throws IOException {
        Path previous = Files.createDirectories(session.directory().resolve("previous"));
        for (String name : List.of(RESULTS, Facts.FILE)) {
            Path file = session.directory().resolve(name);
            if (Files.exists(file)) {
                Files.move(file, previous.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private String suite() {
        return effort + ", " + measured + " of " + rows.size() + " rows";
    }

    private void writeFacts(String afterwards) throws IOException {
        Files.writeString(
                session.directory().resolve(Facts.FILE),
                facts.replace("suite:  \n", "suite:  " + suite() + "\n") + afterwards);
    }

    /** Returns false if the JVM is going down, and the hook has the last word. */
    private static boolean tookBack(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return false;
        }
    }

    private void finish(Report report) {
        try {
            writeFacts(session.machineAfterwards());
            if (measured > 0) {
                console.println();
                report.write(session.directory());
            } else {
                console.println("nothing measured; see " + session.directory().resolve(LOG));
            }
        } catch (IOException e) {
            console.println("no table: " + e);
        }
    }

    /** JMH forwards what the forks print to the standard streams. */
    private boolean measureLogged() throws IOException {
        try (PrintStream log = new PrintStream(
                Files.newOutputStream(session.directory().resolve(LOG)), true, StandardCharsets.UTF_8)) {
            PrintStream err = System.err;
            System.setOut(log);
            System.setErr(log);
            try {
                return measureAll(OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL));
            } finally {
                System.setOut(console);
                System.setErr(err);
            }
        }
    }

    private boolean measureAll(OutputFormat log) throws IOException {
        long start = System.nanoTime();
        boolean complete = true;
        int done = 0;
        for (List<Row> alternatives : cases()) {
            Map<Row, ForkResults> ofCase = new LinkedHashMap<>();
            Map<Row, String> failed = new LinkedHashMap<>();
            for (int fork = 0; fork < effort.forks(); fork++) {
                for (Row row : alternatives) {
                    if (abandoned) {
                        return false;
                    }
                    if (!failed.containsKey(row)) {
                        try {
                            ForkResults forks = ofCase.computeIfAbsent(row, key -> new ForkResults());
                            measureFork(row, log).forEach(forks::add);
                        } catch (RunnerException e) {
                            failed.put(row, firstLine(e));
                        }
                    }
                }
            }
            complete &= failed.isEmpty();
            for (Row row : alternatives) {
                done++;
                String outcome = "FAILED: " + failed.get(row);
                if (!failed.containsKey(row)) {
                    List<RunResult> merged = ofCase.get(row).merged();
                    results.addAll(merged);
                    outcome = scores(merged);
                }
                console.printf("%s %-66s %s%n", progress(start, done, rows.size()), row, outcome);
            }
            save();
        }
        return complete;
    }

    /** Rows that differ in nothing but the alternative. */
    private Collection<List<Row>> cases() {
        Map<Row, List<Row>> cases = new LinkedHashMap<>();
        rows.forEach(row -> cases.computeIfAbsent(row.withoutImpl(), key -> new ArrayList<>())
                .add(row));
        return cases.values();
    }

    private static String firstLine(RunnerException e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
    }

    /** How many are done, and how long the others take if they take as long. */
    public static String progress(long startNanos, int done, int all) {
        long left = (System.nanoTime() - startNanos) / done * (all - done) / 1_000_000_000;
        return String.format(Locale.ROOT, "[%2d/%d, %2d:%02d left]", done, all, left / 60, left % 60);
    }

    private Collection<RunResult> measureFork(Row row, OutputFormat log) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(row.include())
                .threads(row.threads())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .timeout(TimeValue.minutes(2))
                .jvmArgsAppend(Subprocess.inheritedArgs().toArray(String[]::new));
        effort.applyTo(options);
        row.params().forEach(options::param);
        Collection<RunResult> ofFork = new Runner(options.build(), log).run();
        if (ofFork.isEmpty()) {
            throw new RunnerException("the benchmark threw, see " + LOG);
        }
        return ofFork;
    }

    private static String scores(List<RunResult> ofRow) {
        StringBuilder scores = new StringBuilder();
        ofRow.stream()
                .map(RunResult::getPrimaryResult)
                .forEach(score -> scores.append(
                        String.format(Locale.ROOT, "%,10.1f %s ", score.getScore(), score.getScoreUnit())));
        return scores.toString();
    }

    /** Whole or not at all: a reader, or an interrupt, never sees half a file. */
    private void save() throws IOException {
        if (!results.isEmpty()) {
            Path half = session.directory().resolve(RESULTS + ".tmp");
            ResultFormatFactory.getInstance(ResultFormatType.JSON, half.toString())
                    .writeOut(results);
            Files.move(half, session.directory().resolve(RESULTS), StandardCopyOption.REPLACE_EXISTING);
            measured = results.size();
        }
    }
}
