package dev.curfew.bench.tail;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Verdict.Outcome;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The target of the worst operations: those of curfew take a fifth of those of mutex. So high a percentile depends on
 * few operations and differs from round to round. The median round is judged. Where rounds disagree, the target is not
 * resolvable.
 */
record TailTarget(TailRow curfew, TailRow mutex, TailRow control) {

    static final double PERCENTILE = 99.99;

    private static final double TARGET = 0.2;
    /** The percentile of mutex has to be so many times that of the idle control. */
    private static final double RESOLVABLE = 10;

    /** Whether a row is judged, or is the control of one that is. */
    static boolean judges(Scenario scenario, Load load, String impl) {
        return switch (scenario) {
            case CONTROL -> load != Load.DESCHEDULED;
            case DERIVE_CANCEL ->
                load == Load.BUSY
                        && Set.of(Alternative.CURFEW.id(), Alternative.MUTEX.id())
                                .contains(impl);
            default -> false;
        };
    }

    void addTo(ProbeResult result) {
        double own = medianMicros(curfew);
        double theirs = medianMicros(mutex);
        double idle = medianMicros(control);
        double[] ratios = ratiosByRound();
        result.target(
                Probe.TAIL,
                String.format(
                        Locale.ROOT,
                        "derive+cancel beside a busy thread, p99.99 of the median round ≤ %.1f × mutex",
                        TARGET),
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
        long met = Arrays.stream(ratiosByRound).filter(round -> round <= TARGET).count();
        boolean roundsDisagree = met > 0 && met < ratiosByRound.length;
        if (aboveIdle < RESOLVABLE || roundsDisagree) {
            return Outcome.UNCLEAR;
        }
        return Outcome.of(ratio <= TARGET);
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
