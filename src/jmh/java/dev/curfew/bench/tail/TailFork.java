package dev.curfew.bench.tail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM that measures one rival in one scenario, beside one background after the other. {@link TailRun} starts it. */
public final class TailFork {

    private static final long MILLISECOND = 1_000_000;

    private final Scenario scenario;
    private final String impl;
    private final Subject subject;
    private final TailEffort effort;

    private TailFork(Scenario scenario, String impl, TailEffort effort) {
        this.scenario = scenario;
        this.impl = impl;
        this.subject = Subject.make(scenario, impl);
        this.effort = effort;
    }

    /**
     * Measures, and writes the measurements.
     *
     * @param args the scenario, the rival, the file to write, then the effort
     * @throws IOException if the file cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        TailFork fork = new TailFork(
                Scenario.valueOf(args[0]),
                args[1],
                TailEffort.parse(List.of(args).subList(3, args.length)));
        Measurement.write(fork.measure(), Path.of(args[2]));
    }

    private List<Measurement> measure() throws InterruptedException {
        measure(Load.BUSY, effort.warmupMillis());
        // As in the other benchmarks: a server's context is long-lived, so its place in memory is not new.
        System.gc();
        System.gc();
        List<Measurement> measurements = new ArrayList<>();
        for (Load load : scenario.loads()) {
            measurements.add(measure(load, effort.millisOf(scenario, load, impl)));
        }
        return measurements;
    }

    private Measurement measure(Load load, long millis) throws InterruptedException {
        OpenLoop loop = new OpenLoop(subject.measured(), scenario.perSecond(effort.rate()));
        Background background = Background.start(load, subject.background(), effort.busyRate());
        loop.run(millis * MILLISECOND);
        return Measurement.of(load, loop, background.stop());
    }
}
