package dev.curfew.bench.report;

import dev.curfew.bench.data.Estimate;
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
 * @param time of an operation: the mean, and half of the 99 % confidence interval over the means of forks, because
 *     iterations of one fork resemble each other more than those of two. With fewer than three forks it is JMH's interval
 *     of 99.9 % over all iterations; its half is NaN with too few of them
 * @param bytes allocated by an operation, with JMH's error; NaN if not known
 * @param noisy whether an iteration differs from another by more than a third
 * @param forkMeans a mean for each fork
 */
record Score(Estimate time, Estimate bytes, boolean noisy, List<Double> forkMeans) {

    private static final double CONFIDENCE = 0.999;
    /** Less than for iterations: of a few forks, 99.9 % would span many times what was seen. */
    private static final double CONFIDENCE_OF_FORKS = 0.99;

    private static final int LEAST_FORKS = 3;
    /** A third of less than a nanosecond or two is within what the clock and the loop around the call do. */
    private static final double NOISE_FLOOR_NANOS = 0.5;

    private static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN);

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

    /** Of a row of Go. Each run is a process of its own, as a fork is. */
    static Score of(GoRow row) {
        return of(statistics(row.runs()), row.runs())
                .withBytes(row.bytes() == null ? Double.NaN : row.bytes(), Double.NaN);
    }

    private static Score of(ListStatistics measured, List<Double> forkMeans) {
        double least = measured.getMin();
        double most = measured.getMax();
        boolean noisy = most > least * 4 / 3 && most - least > NOISE_FLOOR_NANOS;
        return new Score(
                new Estimate(measured.getMean(), error(measured, forkMeans)), UNKNOWN, noisy, List.copyOf(forkMeans));
    }

    private static double error(ListStatistics measured, List<Double> forkMeans) {
        if (forkMeans.size() < LEAST_FORKS) {
            return measured.getMeanErrorAt(CONFIDENCE);
        }
        return statistics(forkMeans).getMeanErrorAt(CONFIDENCE_OF_FORKS);
    }

    private static ListStatistics statistics(List<Double> values) {
        ListStatistics statistics = new ListStatistics();
        values.forEach(statistics::addValue);
        return statistics;
    }

    Score withBytes(double bytes, double bytesError) {
        return new Score(time, new Estimate(bytes, bytesError), noisy, forkMeans);
    }

    double nanos() {
        return time.value();
    }

    /** JMH writes what is not a number as a string. */
    static double number(@Nullable Object json) {
        return json instanceof Double number ? number : Double.NaN;
    }

    /** The least and the most of the means of forks, as in {@code 40–71}. */
    String range() {
        ListStatistics forks = statistics(forkMeans);
        return Numbers.number(forks.getMin()) + "–" + Numbers.number(forks.getMax());
    }

    /**
     * The time, and the bytes if there are any.
     *
     * @param contended whether threads compete, so that forks differ more than an interval says: the range is shown too
     */
    static String cell(@Nullable Score score, boolean contended) {
        if (score == null) {
            return Numbers.NONE;
        }
        return score.time
                + (contended && score.forkMeans.size() > 1 ? " (" + score.range() + ")" : "")
                + (score.bytes.value() >= 0.5 ? ", " + Numbers.bytes(score.bytes.value()) + " B" : "");
    }
}
