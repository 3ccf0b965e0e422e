package dev.curfew.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
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

/** Measures row by row, each with a run of JMH of its own, so that what is measured is kept whatever happens next. */
final class BenchRun {

    private final Effort effort;
    private final List<String> jvmArgs;
    private final Path json;
    private final OutputFormat log;
    private final PrintStream progress;
    private final List<RunResult> results = new ArrayList<>();
    private volatile boolean abandoned;
    private volatile int measured;

    BenchRun(Effort effort, List<String> jvmArgs, Path json, PrintStream log, PrintStream progress) {
        this.effort = effort;
        this.jvmArgs = jvmArgs;
        this.json = json;
        this.log = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
        this.progress = progress;
    }

    /** From another thread: says and writes nothing more. */
    void abandon() {
        abandoned = true;
    }

    /** How many rows are in the file. */
    int measured() {
        return measured;
    }

    /** Returns false if a row failed. */
    boolean measure(List<Row> rows) throws IOException {
        long start = System.nanoTime();
        boolean complete = true;
        for (int done = 0; done < rows.size() && !abandoned; ) {
            Row row = rows.get(done++);
            String outcome;
            try {
                Collection<RunResult> ofRow = measure(row);
                results.addAll(ofRow);
                outcome = scores(ofRow);
            } catch (RunnerException e) {
                complete = false;
                outcome = "FAILED: " + firstLine(e);
            }
            if (abandoned) {
                return false;
            }
            save();
            measured = results.size();
            long elapsed = System.nanoTime() - start;
            long left = elapsed / done * (rows.size() - done) / 1_000_000_000;
            progress.printf(
                    Locale.ROOT,
                    "[%2d/%d, %2d:%02d left] %-66s %s%n",
                    done,
                    rows.size(),
                    left / 60,
                    left % 60,
                    row,
                    outcome);
        }
        return complete;
    }

    private Collection<RunResult> measure(Row row) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(row.include())
                .threads(row.threads())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .timeout(TimeValue.minutes(2));
        effort.applyTo(options);
        row.params().forEach(options::param);
        if (!jvmArgs.isEmpty()) {
            options.jvmArgsAppend(jvmArgs.toArray(String[]::new));
        }
        Collection<RunResult> ofRow = new Runner(options.build(), log).run();
        if (ofRow.isEmpty()) {
            throw new RunnerException("the benchmark threw, see jmh.log");
        }
        return ofRow;
    }

    /** Whole or not at all: a reader, or an interrupt, never sees half a file. */
    private void save() throws IOException {
        if (results.isEmpty()) {
            return;
        }
        Path half = json.resolveSibling("results.json.tmp");
        ResultFormatFactory.getInstance(ResultFormatType.JSON, half.toString()).writeOut(results);
        Files.move(half, json, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String scores(Collection<RunResult> ofRow) {
        StringBuilder text = new StringBuilder();
        for (RunResult result : ofRow) {
            Result<?> primary = result.getPrimaryResult();
            text.append(String.format(Locale.ROOT, "%,10.1f %s ", primary.getScore(), primary.getScoreUnit()));
        }
        return text.toString();
    }

    private static String firstLine(RunnerException e) {
        String message = e.getMessage();
        return message == null
                ? e.toString()
                : message.strip().lines().findFirst().orElse(e.toString());
    }
}
