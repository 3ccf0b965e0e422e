package dev.curfew.bench.tail;

import dev.curfew.bench.tail.TailFork.Measurement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * One alternative in one scenario beside one background, over all rounds so far and in each.
 *
 * @param undisturbed of each round, the operations in windows in which the kernel left this thread its processor
 * @param disturbed of each round, the others
 */
record TailRow(
        Scenario scenario,
        Load load,
        String impl,
        List<Measurement> measurements,
        List<Histogram> undisturbed,
        List<Histogram> disturbed) {

    TailRow(Scenario scenario, Load load, String impl) {
        this(scenario, load, impl, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void add(Measurement measurement) throws IOException {
        measurements.add(measurement);
        undisturbed.add(TailFork.decoded(measurement.undisturbed()));
        disturbed.add(TailFork.decoded(measurement.disturbed()));
    }

    static Histogram sum(List<Histogram> rounds) {
        Histogram sum = new Histogram(rounds.get(0));
        rounds.forEach(sum::add);
        return sum;
    }

    /** Over all rounds. */
    long sum(ToLongFunction<Measurement> count) {
        return measurements.stream().mapToLong(count).sum();
    }

    /** Whether the kernel gave all threads the priority and the processors that they asked for. */
    boolean placed() {
        return measurements.stream().allMatch(Measurement::placed);
    }

    /** In each round, of its undisturbed windows: NaN if it has none. */
    double[] roundMicros(double percentile) {
        return undisturbed.stream()
                .mapToDouble(round -> micros(round, percentile))
                .toArray();
    }

    static double micros(Histogram latencies, double percentile) {
        return latencies.getTotalCount() == 0 ? Double.NaN : latencies.getValueAtPercentile(percentile) / 1_000.0;
    }

    boolean is(Scenario ofScenario, Load ofLoad, String ofImpl) {
        return scenario == ofScenario && load == ofLoad && impl.equals(ofImpl);
    }

    String fileName() {
        String name = scenario + "-" + load + "-" + impl;
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
