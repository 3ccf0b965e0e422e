package dev.curfew.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * How many times as long as before the machine takes for what this project cannot change: the quartiles of all rows of
 * others. The quartiles lie apart, and each comparison has to allow for that.
 */
record Drift(double low, double median, double high) {

    /** With fewer rows in common, no drift is assumed. */
    private static final int LEAST = 3;

    static Drift of(List<Change> changes) {
        double[] ratios = changes.stream()
                .filter(Change::isForeign)
                .mapToDouble(Change::ratio)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return ratios.length < LEAST
                ? new Drift(1, 1, 1)
                : new Drift(quantile(ratios, 0.25), quantile(ratios, 0.5), quantile(ratios, 0.75));
    }

    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (quartiles %.2f and %.2f)", median, low, high);
    }
}
