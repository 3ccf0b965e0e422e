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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
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
 * Measures rows in rounds, one fork of each row in a round, each with a run of JMH of its own. So a change of the
 * machine's speed meets all rows. {@code results.json} is written after each fork, so that an interrupt costs the fork
 * under way only. {@code machine.txt} has the facts, {@code jmh.log} what JMH says. The first
 * two of the run before are moved to {@code previous}, because that run may have taken two hours.
 */
public final class SuiteRun {

    public static final String RESULTS = "results.json";
    private static final String LOG = "jmh.log";

    private final Session session;
    private final Effort effort;
    private final int forks;
    private final List<Row> rows;
    private final PrintStream console = System.out;
    private final String facts;
    private final Map<Row, ForkResults> results = new LinkedHashMap<>();
    private volatile boolean abandoned;
    private volatile int measured;

    private SuiteRun(Session session, Effort effort, int forks, List<Row> rows) {
        this.session = session;
        this.effort = effort;
        this.forks = forks;
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
     * @param forks of each row
     * @return whether all rows were measured
     */
    public static boolean measure(Session session, Effort effort, int forks, List<Row> rows, Report report)
            throws IOException {
        SuiteRun run = new SuiteRun(session, effort, forks, rows);
        Files.createDirectories(session.directory());
        run.keepPrevious();
        run.writeFacts("");
        run.console.print(session.machine(run.suite()));
        run.console.printf(
                Locale.ROOT,
                "about %.0f min%n",
                Math.max(1, (double) rows.size() * forks * effort.millisPerFork() / 60_000));
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
        return effort.describe(forks) + ", " + measured + " of " + rows.size() + " rows";
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
            if (!results.isEmpty()) {
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
        Set<Row> failed = new LinkedHashSet<>();
        for (int round = 0; round < forks; round++) {
            int done = round * rows.size();
            for (Row row : inTurn(round)) {
                done++;
                if (failed.contains(row)) {
                    continue;
                }
                String outcome;
                try {
                    RunResult fork = measureFork(row, log);
                    results.computeIfAbsent(row, key -> new ForkResults()).add(fork);
                    outcome = score(fork);
                } catch (RunnerException e) {
                    failed.add(row);
                    outcome = "FAILED: " + firstLine(e);
                }
                if (abandoned) {
                    return false;
                }
                save();
                console.printf("%s %-66s %s%n", progress(start, done, forks * rows.size()), row, outcome);
            }
        }
        return failed.isEmpty();
    }

    /** The rows of a round. The alternatives of a case follow one another, another one first in each round. */
    private List<Row> inTurn(int round) {
        Map<Row, List<Row>> cases = new LinkedHashMap<>();
        rows.forEach(row -> cases.computeIfAbsent(row.withoutImpl(), key -> new ArrayList<>())
                .add(row));
        cases.values().forEach(alternatives -> Collections.rotate(alternatives, round));
        return cases.values().stream().flatMap(List::stream).toList();
    }

    private static String firstLine(RunnerException e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
    }

    /** How many are done, and how long the others take if they take as long. */
    public static String progress(long startNanos, int done, int all) {
        long left = (System.nanoTime() - startNanos) / done * (all - done) / 1_000_000_000;
        return String.format(Locale.ROOT, "[%2d/%d, %2d:%02d left]", done, all, left / 60, left % 60);
    }

    private RunResult measureFork(Row row, OutputFormat log) throws RunnerException {
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
        if (ofFork.size() != 1) { // none if the benchmark threw, several if a parameter has no value
            throw new RunnerException(ofFork.size() + " results, see " + LOG);
        }
        return ofFork.iterator().next();
    }

    private static String score(RunResult ofFork) {
        Result<?> score = ofFork.getPrimaryResult();
        return String.format(Locale.ROOT, "%,10.1f %s", score.getScore(), score.getScoreUnit());
    }

    /** Whole or not at all: a reader, or an interrupt, never sees half a file. */
    private void save() throws IOException {
        List<RunResult> merged = rows.stream()
                .flatMap(row -> Optional.ofNullable(results.get(row)).stream())
                .map(ForkResults::merged)
                .toList();
        if (!merged.isEmpty()) {
            Path half = session.directory().resolve(RESULTS + ".tmp");
            ResultFormatFactory.getInstance(ResultFormatType.JSON, half.toString())
                    .writeOut(merged);
            Files.move(half, session.directory().resolve(RESULTS), StandardCopyOption.REPLACE_EXISTING);
        }
        measured = (int)
                results.values().stream().filter(row -> row.count() == forks).count();
    }
}
