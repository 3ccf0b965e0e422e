package dev.curfew.bench.tail;

import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Verdict.Outcome;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The target of a percentile: that of curfew is no later than that of the best lock in the same scenario beside the same
 * threads. The undisturbed windows are compared, which flatter locks, see {@link OpenLoop}.
 *
 * <p>A round is the unit of error. All of five rounds or more have to be on one side. Where neither is better, that
 * happens by chance in one of sixteen targets, so a whole run may have one such verdict. In each round, the later of the
 * two has to be clearly above the control beside the same threads. Otherwise the target compares the machine, and is
 * unclear.
 *
 * @param locks the alternatives with locks, of which the one whose median round is the best counts
 */
record TailTarget(double percentile, TailRow curfew, List<TailRow> locks, TailRow control) {

    /** A poll is one read, which is less than the clock tells. */
    static final List<Scenario> SCENARIOS = List.of(Scenario.DERIVE_CANCEL, Scenario.ARM_DISARM, Scenario.END_TREE);

    static final List<Double> PERCENTILES = List.of(50.0, 99.0);

    private static final double TARGET = 1;
    /** The later of the two has to be so many times the control. */
    private static final double CLEARLY_ABOVE = 1.5;

    void addTo(ProbeResult result) {
        TailRow lock = locks.stream()
                .min(Comparator.comparingDouble(this::medianMicros))
                .orElseThrow();
        double[] ratios = ratios(curfew, lock);
        double leastAbove = leastAboveControl(lock);
        result.target(
                Probe.TAIL,
                String.format(
                        Locale.ROOT,
                        "%s, %s, %s ≤ the best lock",
                        curfew.scenario(),
                        curfew.load(),
                        TailReport.name(percentile)),
                String.format(
                        Locale.ROOT,
                        "%.2f, by round %.2f–%.2f: %s µs; %s; control %s "
                                + "(the later is at least %.1f times that, %.1f are needed to tell)",
                        medianMicros(curfew) / medianMicros(lock),
                        Arrays.stream(ratios).min().orElse(Double.NaN),
                        Arrays.stream(ratios).max().orElse(Double.NaN),
                        TailReport.micros(medianMicros(curfew)),
                        locks.stream()
                                .map(row -> row.impl() + " " + TailReport.micros(medianMicros(row)))
                                .collect(Collectors.joining(", ")),
                        TailReport.micros(medianMicros(control)),
                        leastAbove,
                        CLEARLY_ABOVE),
                outcome(ratios, leastAbove));
    }

    private static Outcome outcome(double[] ratios, double leastAboveControl) {
        return leastAboveControl >= CLEARLY_ABOVE ? Outcome.ofRounds(ratios, TARGET) : Outcome.UNCLEAR;
    }

    /** Both of a round were measured within a minute or two. */
    private double[] ratios(TailRow over, TailRow under) {
        double[] dividends = over.roundMicros(percentile);
        double[] divisors = under.roundMicros(percentile);
        double[] ratios = new double[Math.min(dividends.length, divisors.length)];
        Arrays.setAll(ratios, round -> dividends[round] / divisors[round]);
        return ratios;
    }

    /** Of all rounds, of the later of curfew and the lock. */
    private double leastAboveControl(TailRow lock) {
        double[] own = ratios(curfew, control);
        double[] theirs = ratios(lock, control);
        double least = Double.POSITIVE_INFINITY;
        for (int round = 0; round < Math.min(own.length, theirs.length); round++) {
            least = Math.min(least, Math.max(own[round], theirs[round]));
        }
        return least;
    }

    /** The lower of the two middle ones, if there are two. */
    private double medianMicros(TailRow row) {
        double[] sorted = Arrays.stream(row.roundMicros(percentile)).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
