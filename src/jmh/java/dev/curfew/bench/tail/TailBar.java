package dev.curfew.bench.tail;

import dev.curfew.bench.Rivals;
import dev.curfew.bench.report.HarnessResult;
import dev.curfew.bench.report.Verdict.Outcome;
import java.util.Arrays;
import java.util.Locale;

/**
 * The bar of the worst operations: those of curfew take a fifth of mutex's. A percentile so high is told by few operations
 * and differs from round to round: the median round is judged, and nothing where the rounds disagree.
 */
record TailBar(TailRow curfew, TailRow mutex, TailRow control) {

    static final double PERCENTILE = 99.99;

    private static final double BAR = 0.2;
    /** So many times the idle control's has mutex's to be. */
    private static final double RESOLVABLE = 10;

    /** Whether a row is looked at, or stands beside one in the tables as its control. */
    static boolean judges(Scenario scenario, Load load, String impl) {
        return switch (scenario) {
            case CONTROL -> load != Load.DESCHEDULED;
            case DERIVE_CANCEL -> load == Load.BUSY && (impl.equals(Rivals.CURFEW) || impl.equals(Rivals.MUTEX));
            default -> false;
        };
    }

    void addTo(HarnessResult result) {
        double own = medianMicros(curfew);
        double theirs = medianMicros(mutex);
        double idle = medianMicros(control);
        double[] ratios = ratiosByRound();
        result.bar(
                String.format(
                        Locale.ROOT,
                        "derive+cancel beside a busy thread, p99.99 of the median round ≤ %.1f × mutex",
                        BAR),
                String.format(
                        Locale.ROOT,
                        "%.2f, by round %.2f–%.2f: %s µs, mutex %s µs; "
                                + "idle control %s µs (mutex is %.1f times that, %.0f are needed to tell)",
                        own / theirs,
                        Arrays.stream(ratios).min().orElse(Double.NaN),
                        Arrays.stream(ratios).max().orElse(Double.NaN),
                        TailReport.micros(own),
                        TailReport.micros(theirs),
                        TailReport.micros(idle),
                        theirs / idle,
                        RESOLVABLE),
                outcome(own / theirs, theirs / idle, ratios));
    }

    private static Outcome outcome(double ratio, double aboveIdle, double[] ratiosByRound) {
        long met = Arrays.stream(ratiosByRound).filter(round -> round <= BAR).count();
        boolean roundsDisagree = met > 0 && met < ratiosByRound.length;
        if (aboveIdle < RESOLVABLE || roundsDisagree) {
            return Outcome.NOT_RESOLVABLE;
        }
        return ratio <= BAR ? Outcome.MET : Outcome.MISSED;
    }

    /** Both of a round were measured within a minute or two. */
    private double[] ratiosByRound() {
        double[] own = curfew.roundMicros(PERCENTILE);
        double[] theirs = mutex.roundMicros(PERCENTILE);
        double[] ratios = new double[Math.min(own.length, theirs.length)];
        Arrays.setAll(ratios, round -> own[round] / theirs[round]);
        return ratios;
    }

    /** The lower of the two middle ones, if there are two. */
    private static double medianMicros(TailRow row) {
        double[] sorted = Arrays.stream(row.roundMicros(PERCENTILE)).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
