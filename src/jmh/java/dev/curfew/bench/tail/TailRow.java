package dev.curfew.bench.tail;

import dev.curfew.bench.tail.TailFork.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** One alternative in one scenario beside one background, over all rounds so far and in each. */
record TailRow(Scenario scenario, Load load, String impl, List<Measurement> measurements, List<Histogram> rounds) {

    TailRow(Scenario scenario, Load load, String impl) {
        this(scenario, load, impl, new ArrayList<>(), new ArrayList<>());
    }

    void add(Measurement measurement, Histogram measured) {
        measurements.add(measurement);
        rounds.add(measured);
    }

    Histogram latencies() {
        Histogram all = new Histogram(rounds.get(0));
        rounds.forEach(all::add);
        return all;
    }

    /** How many operations the loops gave up. */
    long unstarted() {
        return measurements.stream().mapToLong(Measurement::unstarted).sum();
    }

    long backgroundPerSecond() {
        return measurements.stream()
                        .mapToLong(one -> one.background().perSecond())
                        .sum()
                / measurements.size();
    }

    /** Whether the threads of the lowest priority did get it. */
    boolean lowered() {
        return measurements.stream().allMatch(one -> one.background().lowered());
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

    String fileName() {
        String name = scenario + "-" + load + "-" + impl;
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
