package dev.curfew.bench.report;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.util.ListStatistics;

/**
 * One rival's result in one {@link Case}.
 *
 * @param nanos mean of an operation
 * @param error half of the 99.9 % confidence interval, as JMH gives it; NaN with too few iterations
 * @param bytes allocated by an operation; NaN where that says nothing
 * @param noisy whether an iteration differs from another by more than a third
 */
record Score(double nanos, double error, double bytes, boolean noisy) {

    private static final double CONFIDENCE = 0.999;
    /** A third of less than a nanosecond or two is within what the clock and the loop around the call do. */
    private static final double NOISE_FLOOR_NANOS = 0.5;

    /** From a metric of JMH's JSON: from its raw data, because JMH adds up the iterations of a counter. */
    static Score of(Map<?, ?> metric, double bytes) {
        ListStatistics iterations = new ListStatistics();
        for (Object fork : (List<?>) metric.get("rawData")) {
            for (Object iteration : (List<?>) fork) {
                iterations.addValue(number(iteration));
            }
        }
        return of(iterations, bytes);
    }

    /** From a row of {@code go.json}. */
    static Score of(JsonObject row) {
        ListStatistics runs = new ListStatistics();
        row.getAsJsonArray("runs").forEach(run -> runs.addValue(run.getAsDouble()));
        return of(runs, row.has("bytes") ? row.get("bytes").getAsDouble() : Double.NaN);
    }

    private static Score of(ListStatistics measured, double bytes) {
        double least = measured.getMin();
        double most = measured.getMax();
        boolean noisy = most > least * 4 / 3 && most - least > NOISE_FLOOR_NANOS;
        return new Score(measured.getMean(), measured.getMeanErrorAt(CONFIDENCE), bytes, noisy);
    }

    /** JMH writes what is not a number as a string. */
    static double number(Object json) {
        return json instanceof Double number ? number : Double.NaN;
    }
}
