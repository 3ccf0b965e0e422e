package dev.curfew.examples.gateway.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Times in milliseconds.
 *
 * @param curve pairs of a percentile and its time; empty where only these few percentiles are known
 */
record Distribution(long count, double p50, double p90, double p99, double p999, double max, List<double[]> curve) {

    private static final double NANOS = 1e6;
    private static final double MICROS = 1e3;
    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final Distribution NONE = new Distribution(0, 0, 0, 0, 0, 0, List.of());

    /** @param nanos so many */
    static Distribution of(Histogram nanos) {
        List<double[]> curve = new ArrayList<>();
        for (HistogramIterationValue point : nanos.percentiles(TICKS_PER_HALF_DISTANCE)) {
            curve.add(new double[] {point.getPercentileLevelIteratedTo(), point.getValueIteratedTo() / NANOS});
        }
        return new Distribution(
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50) / NANOS,
                nanos.getValueAtPercentile(90) / NANOS,
                nanos.getValueAtPercentile(99) / NANOS,
                nanos.getValueAtPercentile(99.9) / NANOS,
                nanos.getMaxValue() / NANOS,
                curve);
    }

    /**
     * Of one that the gateway keeps, in microseconds: percentiles cannot be merged, so of each the worst round's. Empty if
     * it keeps none of that name.
     */
    static Distribution worst(List<RoundResult> rounds, String name) {
        if (!rounds.stream().allMatch(round -> round.after().has(name))) {
            return NONE;
        }
        return new Distribution(
                rounds.stream()
                        .mapToLong(round -> (long) round.after().number(name, "count"))
                        .sum(),
                worst(rounds, round -> round.after().number(name, "p50")),
                worst(rounds, round -> round.after().number(name, "p90")),
                worst(rounds, round -> round.after().number(name, "p99")),
                worst(rounds, round -> round.after().number(name, "p999")),
                worst(rounds, round -> round.after().number(name, "max")),
                List.of());
    }

    private static double worst(List<RoundResult> rounds, ToDoubleFunction<RoundResult> micros) {
        return rounds.stream().mapToDouble(micros).max().orElse(0) / MICROS;
    }
}
