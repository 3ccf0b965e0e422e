package dev.curfew.bench.report;

import static dev.curfew.bench.report.Fixture.CHILD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Verdict;
import dev.curfew.bench.data.Verdict.Outcome;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets are held against the rows of a run. */
class TargetsTest {

    private static final String POLL = "Poll.isDone threads=1 contexts=shared state=live";
    private static final String TIMEOUT = "Timeout.relative threads=1 standing=0";
    private static final String TO_THE_LOCK = "≤ 0.30 × the best lock";
    private static final String TO_THE_READ = "≤ 0.2 ns above a volatile read";
    private static final String TO_THE_BEST = "≤ 1.00 × the best alternative";

    private static void assertOutcome(Outcome expected, String target, Fixture fixture) throws IOException {
        List<Verdict> found = fixture.read().verdicts().stream()
                .filter(verdict -> verdict.target().equals(target))
                .toList();
        assertEquals(1, found.size(), target + ": " + found);
        assertEquals(expected, found.get(0).outcome());
    }

    private static String notMeasured(Fixture fixture) throws IOException {
        return String.join("\n", fixture.read().summary().notMeasured());
    }

    private static Fixture timeouts(double curfew, double apart) {
        return Fixture.run()
                .row(TIMEOUT, "curfew", curfew, 96, apart)
                .row(TIMEOUT, "mutex", 400, 200)
                .row(TIMEOUT, "spin", 200, 200)
                .row(TIMEOUT, "port", 800, 200)
                .row(TIMEOUT, "grpc+listener", 100, 200);
    }

    @Test
    void theFastestLockIsWhatCounts() throws IOException {
        assertOutcome(Outcome.MET, TO_THE_LOCK, timeouts(58, 0.005));
        assertOutcome(Outcome.MISSED, TO_THE_LOCK, timeouts(62, 0.005));
    }

    @Test
    void anIntervalWithTheLimitInsideIsUnclear() throws IOException {
        assertOutcome(Outcome.UNCLEAR, TO_THE_LOCK, timeouts(59.9, 0.005));
        assertOutcome(Outcome.UNCLEAR, TO_THE_LOCK, timeouts(60.1, 0.005));
        assertOutcome(Outcome.UNCLEAR, TO_THE_LOCK, timeouts(40, 0.9));
    }

    /** The interval of the ratio alone would be on one side of the limit. */
    @Test
    void anUncertainLockDecidesNothingThatItMayContradict() throws IOException {
        assertOutcome(Outcome.UNCLEAR, TO_THE_LOCK, uncertainLock(50));
        assertOutcome(Outcome.MISSED, TO_THE_LOCK, uncertainLock(150));
    }

    /** The lock takes 200 ± 130. */
    private static Fixture uncertainLock(double curfew) {
        return Fixture.run().row(TIMEOUT, "curfew", curfew, 96).row(TIMEOUT, "spin", 200, 200, 0.4);
    }

    @Test
    void bytesAreMetOrMissed() throws IOException {
        assertOutcome(Outcome.MET, "≤ 40 B", Fixture.run());
        assertOutcome(Outcome.MISSED, "≤ 40 B", Fixture.run().row(CHILD, "curfew", 40, 41));
    }

    @ParameterizedTest
    @CsvSource({"1.15, 0.005, MET", "1.25, 0.005, MISSED", "1.15, 0.1, UNCLEAR", "1.25, 0.1, UNCLEAR", "20, 0.5, MISSED"
    })
    void aPollMayTakeAFifthOfANanosecondMoreThanARead(double nanos, double apart, Outcome expected) throws IOException {
        assertOutcome(
                expected,
                TO_THE_READ,
                Fixture.run().row(POLL, "curfew", nanos, 0, apart).row(POLL, "floor", 1, 0));
    }

    @Test
    void twoThreadsAreHeldAgainstOne() throws IOException {
        String together = "Action.registerAndStop threads=2 contexts=shared";
        Fixture fixture = Fixture.run().row("Action.registerAndStop threads=1 contexts=own", "curfew", 20, 40);
        assertOutcome(Outcome.MET, "≤ 1.50 × 1 thread", fixture.row(together, "curfew", 29, 40));
        assertOutcome(Outcome.MISSED, "≤ 1.50 × 1 thread", fixture.row(together, "curfew", 31, 40));
    }

    @Test
    void aTargetWithoutARowIsNotMeasured() throws IOException {
        String name = "timeout, 1 thread, to the best lock";
        assertTrue(notMeasured(Fixture.run()).contains(name));
        assertFalse(notMeasured(timeouts(40, 0.005)).contains(name));
        Fixture withoutLocks = timeouts(40, 0.005)
                .without(TIMEOUT, "mutex")
                .without(TIMEOUT, "spin")
                .without(TIMEOUT, "port");
        assertTrue(notMeasured(withoutLocks).contains(name));
    }

    @Test
    void anAlternativeThatDoesLessCountsAndIsNamed() throws IOException {
        assertOutcome(Outcome.MISSED, TO_THE_BEST, Fixture.run());
        String measured = Fixture.run().read().verdicts().stream()
                .filter(verdict -> verdict.target().equals(TO_THE_BEST))
                .findFirst()
                .orElseThrow()
                .measured();
        assertTrue(measured.contains("of grpc 20.0"), measured);
    }

    @Test
    void theHeadlineHasTheBestLockTheBestLibraryAndItsNote() throws IOException {
        String headline = Headline.of(
                Fixture.run()
                        .row(CHILD, "spin", 60, 64)
                        .row(CHILD, "future", 10, 64)
                        .read(),
                "x");
        assertTrue(headline.contains("| spin lock<sup>1</sup> 60.0 ± 0.49, 64 B |"), headline);
        assertTrue(headline.contains("| `CompletableFuture`<sup>2</sup> 10.0"), headline);
        assertTrue(headline.contains("\n<sup>2</sup> " + Alternative.FUTURE.lacks()), headline);
    }

    @Test
    void theRangeOfForksIsShownWhereThreadsCompete() throws IOException {
        String together = "Child.lifo threads=2 parent=shared standing=0";
        Run run = Fixture.run().row(together, "curfew", 40, 40, 0.1).read();
        assertTrue(Headline.of(run, "x").contains("| 40.0 ± 6.51 (36.0–44.0), 40 B |"), Headline.of(run, "x"));
    }
}
