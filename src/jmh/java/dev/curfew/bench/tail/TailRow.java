package dev.curfew.bench.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** One rival in one scenario beside one background, over all rounds so far and in each. */
final class TailRow {

    private final Scenario scenario;
    private final Load load;
    private final String impl;
    private final Histogram latencies;
    private final List<Histogram> rounds = new ArrayList<>();
    private long unstarted;
    private long backgroundPerSecond;
    private boolean lowered = true;

    TailRow(Scenario scenario, Load load, String impl, Histogram like) {
        this.scenario = scenario;
        this.load = load;
        this.impl = impl;
        latencies = new Histogram(like);
    }

    void add(Measurement measurement, Histogram measured) {
        latencies.add(measured);
        unstarted += measurement.unstarted();
        backgroundPerSecond += measurement.backgroundPerSecond();
        lowered &= measurement.lowered();
        rounds.add(measured);
    }

    Scenario scenario() {
        return scenario;
    }

    Load load() {
        return load;
    }

    String impl() {
        return impl;
    }

    Histogram latencies() {
        return latencies;
    }

    long unstarted() {
        return unstarted;
    }

    long backgroundPerSecond() {
        return backgroundPerSecond / Math.max(1, rounds.size());
    }

    boolean lowered() {
        return lowered;
    }

    double micros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** In each round. */
    double[] roundMicros(double percentile) {
        return rounds.stream()
                .mapToDouble(round -> round.getValueAtPercentile(percentile) / 1_000.0)
                .toArray();
    }

    boolean is(Scenario ofScenario, Load ofLoad, String ofImpl) {
        return scenario == ofScenario && load == ofLoad && impl.equals(ofImpl);
    }

    /** What a file of it is called. */
    String fileName() {
        String name = scenario + "-" + load + "-" + impl;
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
