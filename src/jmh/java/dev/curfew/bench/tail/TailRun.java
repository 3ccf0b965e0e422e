package dev.curfew.bench.tail;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Starts one JVM after the other, all rivals in turn before the next round, and keeps what they have measured. */
final class TailRun {

    private final TailEffort effort;
    private final List<String> jvmArgs;
    private final TailResults results;
    private final Path directory;
    private final PrintStream progress;
    private volatile boolean abandoned;
    private volatile Process current;

    /** One rival in one scenario. */
    record Pair(Scenario scenario, String impl) {

        @Override
        public String toString() {
            return scenario == Scenario.CONTROL ? impl : scenario + ", " + impl;
        }
    }

    TailRun(TailEffort effort, List<String> jvmArgs, TailResults results, Path directory, PrintStream progress) {
        this.effort = effort;
        this.jvmArgs = jvmArgs;
        this.results = results;
        this.directory = directory;
        this.progress = progress;
    }

    /** From another thread: says and keeps nothing more, and leaves no JVM behind. */
    void abandon() {
        abandoned = true;
        Process running = current;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    /** Returns false if a fork failed. */
    boolean measure(List<Pair> pairs) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int forks = effort.rounds() * pairs.size();
        boolean complete = true;
        for (int done = 0; done < forks && !abandoned; ) {
            Pair pair = pairs.get(done++ % pairs.size());
            List<Measurement> measured = fork(pair);
            if (abandoned) {
                return false;
            }
            complete &= !measured.isEmpty();
            results.add(pair.scenario(), pair.impl(), measured);
            long left = (System.nanoTime() - start) / done * (forks - done) / 1_000_000_000;
            progress.printf(
                    Locale.ROOT,
                    "[%2d/%d, %d:%02d left] %-30s %s%n",
                    done,
                    forks,
                    left / 60,
                    left % 60,
                    pair,
                    measured.isEmpty() ? "FAILED, see " + log() : outcome(measured));
        }
        return complete;
    }

    /** Returns nothing if it failed. */
    private List<Measurement> fork(Pair pair) throws IOException, InterruptedException {
        Path file = directory.resolve("fork.json");
        Files.deleteIfExists(file);
        Process process = new ProcessBuilder(command(pair, file))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        current = process;
        long millis = effort.millisPerFork(pair.scenario(), pair.impl());
        if (!process.waitFor(30_000 + 5 * millis, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            return List.of();
        }
        return process.exitValue() == 0 ? Measurement.read(file) : List.of();
    }

    private List<String> command(Pair pair, Path file) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(effort.jvmArgs());
        command.addAll(jvmArgs);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TailFork.class.getName()));
        command.addAll(List.of(pair.scenario().name(), pair.impl(), file.toString()));
        command.addAll(effort.arguments());
        return command;
    }

    private Path log() {
        return directory.resolve("forks.log");
    }

    private static String outcome(List<Measurement> measured) throws IOException {
        StringBuilder text = new StringBuilder("p99.99");
        for (Measurement measurement : measured) {
            double micros = measurement.histogram().getValueAtPercentile(99.99) / 1_000.0;
            text.append(String.format("  %s %s µs", measurement.load(), TailReport.micros(micros)));
        }
        return text.toString();
    }
}
