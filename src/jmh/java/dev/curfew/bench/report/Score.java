package dev.curfew.bench.report;

import dev.curfew.bench.data.GoRow;
import dev.curfew.bench.data.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.util.ListStatistics;

/**
 * The result of one alternative in one {@link Case}.
 *
 * @param nanos mean of an operation
 * @param error half of the 99.9 % confidence interval, as JMH gives it; NaN with too few iterations
 * @param bytes allocated by an operation; NaN if not known
 * @param bytesError as for the time
 * @param noisy whether an iteration differs from another by more than a third
 * @param forkMeans a mean for each fork
 */
record Score(double nanos, double error, double bytes, double bytesError, boolean noisy, List<Double> forkMeans) {

    private static final double CONFIDENCE = 0.999;
    /** Less than for iterations: of a few forks, 99.9 % would span many times what was seen. */
    private static final double CONFIDENCE_OF_FORKS = 0.99;

    private static final int LEAST_FORKS = 3;
    /** A third of less than a nanosecond or two is within what the clock and the loop around the call do. */
    private static final double NOISE_FLOOR_NANOS = 0.5;

    /** Of a metric in JMH's JSON. It is computed from the raw data, because JMH adds up the iterations of a counter. */
    static Score of(Map<?, ?> metric) {
        ListStatistics iterations = new ListStatistics();
        List<Double> forkMeans = new ArrayList<>();
        for (Object fork : (List<?>) metric.get("rawData")) {
            ListStatistics ofFork = new ListStatistics();
            for (Object iteration : (List<?>) fork) {
                ofFork.addValue(number(iteration));
                iterations.addValue(number(iteration));
            }
            forkMeans.add(ofFork.getMean());
        }
        return of(iterations, forkMeans);
    }

    /** Of a row of Go. Each run is a process of its own, and counts as an iteration. */
    static Score of(GoRow row) {
        ListStatistics runs = new ListStatistics();
        row.runs().forEach(runs::addValue);
        return of(runs, List.of()).withBytes(row.bytes() == null ? Double.NaN : row.bytes(), Double.NaN);
    }

    private static Score of(ListStatistics measured, List<Double> forkMeans) {
        double least = measured.getMin();
        double most = measured.getMax();
        boolean noisy = most > least * 4 / 3 && most - least > NOISE_FLOOR_NANOS;
        return new Score(
                measured.getMean(),
                measured.getMeanErrorAt(CONFIDENCE),
                Double.NaN,
                Double.NaN,
                noisy,
                List.copyOf(forkMeans));
    }

    Score withBytes(double bytes, double bytesError) {
        return new Score(nanos, error, bytes, bytesError, noisy, forkMeans);
    }

    /**
     * How far the mean may be from that of another run of the same code. Iterations of one fork resemble each other
     * more than iterations of two forks, which the pooled error does not show. Where the means of the forks differ
     * more, that counts.
     */
    double noise() {
        if (forkMeans.size() < LEAST_FORKS) {
            return error;
        }
        ListStatistics forks = new ListStatistics();
        forkMeans.forEach(forks::addValue);
        return Math.max(error, forks.getMeanErrorAt(CONFIDENCE_OF_FORKS));
    }

    /** JMH writes what is not a number as a string. */
    static double number(@Nullable Object json) {
        return json instanceof Double number ? number : Double.NaN;
    }

    /** The mean and its error, as in {@code 44.6 ± 7.10}. */
    String time() {
        return Numbers.number(nanos) + (Double.isNaN(error) ? "" : " ± " + Numbers.number(error));
    }

    /** The time, and the bytes if there are any. */
    static String cell(@Nullable Score score) {
        return score == null
                ? Numbers.NONE
                : score.time() + (score.bytes >= 0.5 ? ", " + Numbers.bytes(score.bytes) + " B" : "");
    }
}
