package dev.curfew.bench.tail;

import com.google.gson.Gson;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.run.Fork;
import dev.curfew.bench.run.Session;
import dev.curfew.bench.run.SuiteRun;
import dev.curfew.bench.tail.TailFork.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Question: how long does an operation under a hot parent take at worst, while another thread works under the same
 * parent, and while the kernel takes the core away from others in the middle of theirs?
 *
 * <p>Prediction: no longer than the control, which does nothing, and a little for the operation itself: no thread waits
 * for another. Under a mutex, a thread that is descheduled inside holds up all others. Under a spin lock, the others
 * also burn the time that the holder needs to go on.
 *
 * <p>How: an {@linkplain OpenLoop open loop} at a fixed rate by one thread, measured from when each operation should
 * have started, so corrected for coordinated omission. Windows in which the kernel took the processor from that thread
 * are counted apart. Each alternative has a JVM of its own in each scenario, in rounds: all alternatives have their turn
 * before the next round. The {@linkplain Background background} is part of a row, and so is a control: the same loop
 * over nothing, on an idle JVM and beside the same threads, which then work on contexts that the loop does not touch.
 * What the control shows, too, the machine has done.
 *
 * <p>Alternatives: kotlin's Job has no deadline. A live parent of grpc+listener and of future keeps ended children, so
 * they get new parents, see {@link HotParent}. The spin lock leaves out values, waiters and foreign contexts; its timers
 * are in an executor, behind a lock that is none of its own.
 *
 * <p>Blind spots: it is left to chance which thread is stopped where. Collections of garbage are counted, other
 * safepoints are not; both stay in the tail, because the thread blocks for them. On two cores the descheduled threads
 * compete with the measuring one for its core also where nothing is shared, unless it has a processor of its own.
 */
public final class TailProbe {

    /** One alternative in one scenario. */
    private record Pair(Scenario scenario, String impl) {

        @Override
        public String toString() {
            return scenario.isControl() ? scenario.toString() : scenario + ", " + impl;
        }
    }

    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double NANOS_PER_MICRO = 1_000.0;

    private final Session session;
    private final TailEffort effort;
    private final Path directory;
    /** Guarded by this. */
    private final List<TailRow> rows = new ArrayList<>();

    private volatile boolean abandoned;

    private TailProbe(Session session, TailEffort effort) throws IOException {
        this.session = session;
        this.effort = effort;
        directory = session.emptyDirectory(Probe.TAIL.command());
    }

    /**
     * Prints a table for each scenario, and what became of the target. Interrupted, it prints what it has.
     *
     * @param wanted a pattern for scenarios and alternatives, as in {@code poll.*(curfew|mutex)}
     * @return whether all forks measured
     */
    public static boolean run(Session session, TailEffort effort, Pattern wanted)
            throws IOException, InterruptedException {
        List<Pair> pairs = Stream.of(Scenario.values())
                .flatMap(scenario -> scenario.impls.stream().map(impl -> new Pair(scenario, impl)))
                .filter(pair -> pair.scenario.isControl()
                        || wanted.matcher(pair.toString()).find())
                .toList();
        System.out.print(session.machine("tail latency"));
        TailProbe probe = new TailProbe(session, effort);
        Runtime.getRuntime().addShutdownHook(new Thread(probe::finish));
        if (!probe.measure(pairs)) {
            return false;
        }
        session.write(Probe.TAIL, probe.report());
        return true;
    }

    private synchronized ProbeResult report() {
        return TailReport.of(rows);
    }

    /** As the JVM goes down, at the end or by an interrupt. */
    private void finish() {
        abandoned = true;
        report().print(System.out);
        System.out.print(session.machineAfterwards());
        System.out.println("written: " + directory.resolve("*.hgrm"));
    }

    private boolean measure(List<Pair> pairs) throws IOException, InterruptedException {
        int forks = effort.rounds() * pairs.size();
        long millis = pairs.stream()
                .mapToLong(pair -> effort.millisPerFork(pair.scenario))
                .sum();
        System.out.printf(Locale.ROOT, "%d forks, about %.1f min%n", forks, effort.rounds() * millis / 60_000.0);
        long start = System.nanoTime();
        boolean complete = true;
        for (int done = 0; done < forks && !abandoned; ) {
            Pair pair = pairs.get(done++ % pairs.size());
            List<Measurement> measured = fork(pair);
            if (abandoned) {
                return false;
            }
            complete &= !measured.isEmpty();
            StringBuilder outcome = new StringBuilder(measured.isEmpty() ? "FAILED, see " + log() : "p99");
            for (Measurement measurement : measured) {
                double micros = add(pair, measurement);
                outcome.append(String.format("  %s %s µs", measurement.load(), TailReport.micros(micros)));
            }
            session.writeSoFar(Probe.TAIL, report());
            System.out.printf("%s %-30s %s%n", SuiteRun.progress(start, done, forks), pair, outcome);
        }
        return complete;
    }

    /**
     * Each row has a file in the format of HdrHistogram for plots, in microseconds, of the undisturbed windows.
     *
     * @return the 99th percentile of this round, in microseconds
     */
    private synchronized double add(Pair pair, Measurement measurement) throws IOException {
        TailRow row = rows.stream()
                .filter(one -> one.is(pair.scenario, measurement.load(), pair.impl))
                .findFirst()
                .orElse(null);
        if (row == null) {
            row = new TailRow(pair.scenario, measurement.load(), pair.impl);
            rows.add(row);
        }
        row.add(measurement);
        Path half = directory.resolve("plot.tmp");
        try (PrintStream out = new PrintStream(Files.newOutputStream(half), false, StandardCharsets.UTF_8)) {
            TailRow.sum(row.undisturbed()).outputPercentileDistribution(out, TICKS_PER_HALF_DISTANCE, NANOS_PER_MICRO);
        }
        Files.move(half, directory.resolve(row.fileName() + ".hgrm"), StandardCopyOption.REPLACE_EXISTING);
        double[] rounds = row.roundMicros(99);
        return rounds[rounds.length - 1];
    }

    private Path log() {
        return directory.resolve("forks.log");
    }

    private List<Measurement> fork(Pair pair) throws IOException, InterruptedException {
        try (PrintStream log = new PrintStream(
                Files.newOutputStream(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true,
                StandardCharsets.UTF_8)) {
            return Fork.run(
                            TailFork.class,
                            effort.jvmArgs(),
                            Duration.ofMillis(30_000 + 5 * effort.millisPerFork(pair.scenario)),
                            log::println,
                            Measurement[].class,
                            pair.scenario.name(),
                            pair.impl,
                            new Gson().toJson(effort))
                    .map(List::of)
                    .orElse(List.of());
        }
    }
}
