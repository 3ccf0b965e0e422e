package dev.curfew.bench.report;

import static dev.curfew.bench.report.Fixture.CHILD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    private static final String TO_MUTEX = "≤ 0.40 × mutex";
    private static final String TO_THE_FLOOR = "within error of a volatile read";
    private static final String TO_THE_BEST = "no worse than the best alternative";

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

    @Test
    void aTenthOfMutexAndFortyBytesAreMet() throws IOException {
        assertOutcome(Outcome.MET, TO_MUTEX, Fixture.run());
        assertOutcome(Outcome.MET, "≤ 40 B", Fixture.run());
    }

    @Test
    void halfOfMutexAndMoreBytesAreMissed() throws IOException {
        Fixture slow = Fixture.run().row(CHILD, "curfew", 200, 56);
        assertOutcome(Outcome.MISSED, TO_MUTEX, slow);
        assertOutcome(Outcome.MISSED, "≤ 40 B", slow);
    }

    @Test
    void aRatioToAStallIsNotResolvable() throws IOException {
        Fixture stalled = Fixture.run().row(CHILD, "curfew", 40, 40).row(CHILD, "mutex", 120, 88, 0.9);
        assertOutcome(Outcome.NOT_RESOLVABLE, TO_MUTEX, stalled);
    }

    @Test
    void asFastAsTheFloorIsMet() throws IOException {
        assertOutcome(Outcome.MET, TO_THE_FLOOR, poll(1, 0.005, 0.005));
    }

    @Test
    void twiceTheFloorIsMissed() throws IOException {
        assertOutcome(Outcome.MISSED, TO_THE_FLOOR, poll(2, 0.005, 0.005));
    }

    @Test
    void errorsLargerThanTheFloorAreNotResolvable() throws IOException {
        assertOutcome(Outcome.NOT_RESOLVABLE, TO_THE_FLOOR, poll(2, 0.9, 0.9));
    }

    @Test
    void whatIsBeyondAllErrorsIsMissed() throws IOException {
        assertOutcome(Outcome.MISSED, TO_THE_FLOOR, poll(20, 0.005, 0.9));
    }

    private static Fixture poll(double nanos, double apart, double floorApart) {
        return Fixture.run().row(POLL, "curfew", nanos, 0, apart).row(POLL, "floor", 1, 0, floorApart);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"1000;any of 1,000 in flight, to mutex", "100000;any of 100,000 in flight, to mutex"})
    void anyOfManyIsHeldAgainstMutex(String inFlight, String name) throws IOException {
        String row = "Child.any threads=1 parent=shared standing=0 inFlight=" + inFlight;
        Fixture fixture = Fixture.run().without(CHILD, "mutex").row(row, "curfew", 39, 40);
        assertTrue(notMeasured(fixture).contains(name));
        assertOutcome(Outcome.MET, TO_MUTEX, fixture.row(row, "mutex", 100, 88));
        assertOutcome(Outcome.MISSED, TO_MUTEX, fixture.row(row, "curfew", 41, 40));
    }

    @Test
    void twoThreadsAreHeldAgainstOne() throws IOException {
        String together = "Action.registerAndStop threads=2 contexts=shared";
        Fixture fixture = Fixture.run().row("Action.registerAndStop threads=1 contexts=own", "curfew", 20, 40);
        assertOutcome(Outcome.MET, "≤ 1.5 × 1 thread", fixture.row(together, "curfew", 29, 40));
        assertOutcome(Outcome.MISSED, "≤ 1.5 × 1 thread", fixture.row(together, "curfew", 31, 40));
    }

    @Test
    void aTargetWithoutARowIsNotMeasured() throws IOException {
        assertTrue(notMeasured(Fixture.run()).contains("fan-out, to mutex"));
        assertFalse(notMeasured(Fixture.run()).contains("child, 1 thread, to mutex"));
        assertTrue(notMeasured(Fixture.run().without(CHILD, "mutex")).contains("child, 1 thread, to mutex"));
    }

    @Test
    void grpcWithoutAListenerIsNoAlternativeInAttaching() throws IOException {
        assertOutcome(Outcome.MET, TO_THE_BEST, Fixture.run().row(CHILD, "grpc+listener", 300, 40));
    }

    @Test
    void anAlternativeThatDoesTheWholeJobCounts() throws IOException {
        assertOutcome(Outcome.MISSED, TO_THE_BEST, Fixture.run().row(CHILD, "kotlin", 30, 40));
    }

    @Test
    void anAlternativeThatKeepsEndedChildrenDoesNotCountButIsNamed() throws IOException {
        Fixture keeping = Fixture.run().row(CHILD, "future", 30, 40);
        assertOutcome(Outcome.MET, TO_THE_BEST, keeping);
        String headline = Headline.of(keeping.read(), "x");
        assertTrue(headline.contains("`CompletableFuture` 30.0"), headline);
        assertTrue(headline.contains("keeps ended children"), headline);
    }
}
