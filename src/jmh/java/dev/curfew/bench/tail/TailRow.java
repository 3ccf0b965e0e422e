package dev.curfew.bench.tail;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** One rival in one scenario beside one background, over all rounds so far. */
final class TailRow {

    private final Scenario scenario;
    private final Load load;
    private final String impl;
    private final Histogram latencies;
    private long unstarted;
    private long backgroundPerSecond;
    private boolean lowered = true;
    private int rounds;

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
        rounds++;
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
        return backgroundPerSecond / Math.max(1, rounds);
    }

    boolean lowered() {
        return lowered;
    }

    double micros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1_000.0;
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
