package dev.curfew.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Verdict;
import dev.curfew.bench.data.Verdict.Outcome;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What is said of percentiles that are given. */
class TailTargetTest {

    private static final int NONE = -1;
    private static final TailRow CONTROL = row("control", 40, 40, 41, 40, 40);
    private static final TailRow SPIN = row("spin", 100, 101, 99, 100, 102);
    private static final TailRow MUTEX = row("mutex", 200, 201, 20, 200, 202);

    /** A row with one operation in each round, or no undisturbed one. */
    private static TailRow row(String impl, int... nanosByRound) {
        TailRow row = new TailRow(Scenario.DERIVE_CANCEL, Load.BUSY, impl);
        for (int nanos : nanosByRound) {
            Histogram round = new Histogram(3);
            if (nanos != NONE) {
                round.recordValue(nanos);
            }
            row.undisturbed().add(round);
        }
        return row;
    }

    private static Verdict verdict(TailRow curfew, TailRow... locks) {
        ProbeResult result = new ProbeResult("");
        new TailTarget(99, curfew, List.of(locks), CONTROL).addTo(result);
        return result.targets().get(0);
    }

    private static void assertOutcome(Outcome expected, int... curfew) {
        assertEquals(expected, verdict(row("curfew", curfew), SPIN, MUTEX).outcome());
    }

    @Test
    void earlierInAllRoundsIsMet() {
        assertOutcome(Outcome.MET, 80, 80, 81, 80, 82);
    }

    @Test
    void laterInAllRoundsIsMissed() {
        assertOutcome(Outcome.MISSED, 180, 180, 181, 180, 182);
    }

    @Test
    void roundsThatDisagreeDoNotTell() {
        assertOutcome(Outcome.UNCLEAR, 80, 80, 181, 80, 82);
    }

    @Test
    void fourRoundsDoNotTell() {
        assertOutcome(Outcome.UNCLEAR, 80, 80, 81, 80);
    }

    @Test
    void aRoundWithoutUndisturbedWindowsDoesNotTell() {
        assertOutcome(Outcome.UNCLEAR, 80, 80, NONE, 80, 80);
        TailRow lock = row("spin", 100, 100, NONE, 100, 100);
        assertEquals(
                Outcome.UNCLEAR,
                verdict(row("curfew", 80, 80, 80, 80, 80), lock).outcome());
    }

    @Test
    void aLockAtTheControlDoesNotTell() {
        TailRow lock = row("spin", 50, 100, 100, 100, 100);
        assertEquals(
                Outcome.UNCLEAR,
                verdict(row("curfew", 42, 42, 42, 42, 42), lock).outcome());
    }

    @Test
    void laterThanALockAtTheControlIsMissed() {
        TailRow lock = row("spin", 42, 42, 42, 42, 42);
        assertEquals(
                Outcome.MISSED, verdict(row("curfew", 80, 80, 80, 80, 80), lock).outcome());
    }

    @Test
    void theBestLockIsThatOfTheBetterMedian() {
        Verdict verdict = verdict(row("curfew", 80, 80, 80, 80, 80), MUTEX, SPIN);
        assertTrue(verdict.measured().startsWith("0.80,"), verdict.measured());
        assertEquals(
                List.of("mutex 0.20", "spin 0.10"),
                Arrays.stream(verdict.measured().split("; ")[1].split(", ")).toList());
    }
}
