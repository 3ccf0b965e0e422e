package dev.curfew.bench.probe;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.data.Verdict.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Question: does a program that replaces the mutex core by the lock-free one, both with default settings, see its
 * deadlines no later?
 *
 * <p>Prediction: a tick of 2<sup>16</sup> ns makes a deadline half of that late at the median, and the wheel thread wakes
 * once for all deadlines of a tick, as the mutex core's executor wakes once for each. So they are within a wake-up of each
 * other.
 *
 * <p>The cores take turns, and a target is met or missed only if all rounds agree: the 40 latest
 * deadlines of a round decide its p99.
 */
final class DropInLateness {

    private static final int[] PERCENTILES = {50, 99};
    private static final double TARGET = 1;

    private final String when;
    private final List<Histogram> lockFree = new ArrayList<>();
    private final List<Histogram> mutex = new ArrayList<>();
    private int early;
    private int earlyOfMutex;

    /** Measures. */
    DropInLateness(String when, boolean smoke) throws InterruptedException {
        this.when = when;
        int rounds = smoke ? 1 : Outcome.FEWEST_ROUNDS;
        for (int round = 1; round <= rounds; round++) {
            System.out.println("measuring default settings" + when + ", round " + round + " of " + rounds);
            earlyOfMutex += measure(Core.MUTEX, mutex, smoke);
            early += measure(Core.LOCK_FREE, lockFree, smoke);
        }
    }

    /** Returns how many were early. */
    private static int measure(Core core, List<Histogram> rounds, boolean smoke) throws InterruptedException {
        FiringLateness lateness = FiringLateness.ofDefaults(core, smoke ? 10 : 1_000, smoke ? 100 : 8_000);
        rounds.add(lateness.fromDeadline());
        return lateness.early();
    }

    void addTo(ProbeResult result, Table table) {
        table.row(FiringLateness.row("mutex core" + when, "none", "deadline", sum(mutex), earlyOfMutex));
        table.row(FiringLateness.row("default" + when, "2^16 ns", "deadline", sum(lockFree), early));
        for (int percentile : PERCENTILES) {
            double[] ratios = new double[lockFree.size()];
            Arrays.setAll(
                    ratios,
                    round -> (double) lockFree.get(round).getValueAtPercentile(percentile)
                            / mutex.get(round).getValueAtPercentile(percentile));
            result.target(
                    Probe.LATENESS,
                    "default settings" + when + ": p" + percentile + " no later than on the mutex core",
                    String.format(
                            Locale.ROOT,
                            "by round %.2f to %.2f; in µs %s, mutex %s",
                            Arrays.stream(ratios).min().orElseThrow(),
                            Arrays.stream(ratios).max().orElseThrow(),
                            byRound(lockFree, percentile),
                            byRound(mutex, percentile)),
                    Outcome.ofRounds(ratios, TARGET));
        }
    }

    private static Histogram sum(List<Histogram> rounds) {
        Histogram sum = new Histogram(rounds.get(0).getNumberOfSignificantValueDigits());
        rounds.forEach(sum::add);
        return sum;
    }

    private static String byRound(List<Histogram> rounds, int percentile) {
        return String.join(
                " ",
                rounds.stream()
                        .map(round -> Numbers.micros(round.getValueAtPercentile(percentile)))
                        .toList());
    }
}
