package dev.curfew.bench.data;

import dev.curfew.bench.data.Verdict.Outcome;

/**
 * A mean and half of its interval. Two estimates are taken to be independent.
 *
 * @param error NaN if there are too few values to tell
 */
public record Estimate(double value, double error) {

    public Estimate plus(Estimate other) {
        return new Estimate(value + other.value, Math.hypot(error, other.error));
    }

    public Estimate minus(Estimate other) {
        return new Estimate(value - other.value, Math.hypot(error, other.error));
    }

    public Estimate times(double factor) {
        return new Estimate(factor * value, Math.abs(factor) * error);
    }

    public Estimate ratioTo(Estimate other) {
        double ratio = value / other.value;
        return new Estimate(ratio, Math.abs(ratio) * Math.hypot(error / value, other.error / other.value));
    }

    /** Met or missed if the whole interval is on that side of the limit. */
    public Outcome atMost(double limit) {
        if (value + error <= limit) {
            return Outcome.MET;
        }
        return value - error > limit ? Outcome.MISSED : Outcome.UNCLEAR;
    }

    @Override
    public String toString() {
        return Numbers.number(value) + (Double.isNaN(error) ? "" : " ± " + Numbers.number(error));
    }
}
