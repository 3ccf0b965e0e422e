package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutcomesTest {

    private static final long MILLISECOND = 1_000_000;
    private static final Answer OK = new Answer(200, false);
    private static final Answer TIMED_OUT = new Answer(504, false);

    private final Outcomes outcomes = new Outcomes(1_000 * MILLISECOND);

    @Test
    void anAnswerIsTimedFromWhenTheRequestWasDue() {
        Operation search = new Operation(Kind.SEARCH, 1, 10 * MILLISECOND, 50, 10 * MILLISECOND);
        outcomes.started(search, 14 * MILLISECOND);
        outcomes.answered(search, OK, 14 * MILLISECOND, 30 * MILLISECOND);
        assertMillis(4, Latency.GENERATOR);
        assertMillis(20, Latency.SEARCH);
        assertEquals(0, outcomes.latencies(Latency.OVERDUE).getTotalCount());
        assertEquals(Map.of(), outcomes.errors());
    }

    @Test
    void whatComesAfterTheDeadlineIsOverdue() {
        Operation order = new Operation(Kind.ORDER_IN_A_HURRY, 1, 0, 20, 0);
        outcomes.answered(order, TIMED_OUT, MILLISECOND, 23 * MILLISECOND);
        assertMillis(3, Latency.OVERDUE);
        assertEquals(0, outcomes.latencies(Latency.ORDER).getTotalCount());
    }

    @Test
    void aCancelledOrderIsTimedFromItsCancellation() {
        Operation order = new Operation(Kind.ORDER_TO_CANCEL, 1, 0, 5_000, 10 * MILLISECOND);
        outcomes.answered(order, new Answer(409, false), 0, 12 * MILLISECOND);
        assertMillis(2, Latency.TOLD);
    }

    @Test
    void anAnswerThatNobodyAskedForIsAnError() {
        outcomes.answered(search(50), new Answer(500, false), 0, MILLISECOND);
        assertEquals(Map.of("SEARCH answered with 500", 1L), outcomes.errors());
    }

    @Test
    void silenceIsAnErrorAndCountsWithTheTimeWaited() {
        outcomes.unanswered(new Operation(Kind.ORDER, 1, 0, 5_000, 0), 700 * MILLISECOND);
        assertMillis(700, Latency.ORDER);
        assertEquals(Map.of("ORDER not answered", 1L), outcomes.errors());
    }

    @Test
    void aDeadlineMayPassLateButNeverEarly() {
        outcomes.answered(search(20), TIMED_OUT, 10 * MILLISECOND, 30 * MILLISECOND);
        assertEquals(Map.of(), outcomes.errors());
        outcomes.answered(search(20), TIMED_OUT, 10 * MILLISECOND, 30 * MILLISECOND - 1);
        assertEquals(Map.of("SEARCH answered with 504 before its deadline", 1L), outcomes.errors());
    }

    @Test
    void whatIsAnsweredAfterTheLoadsEndIsNoThroughput() {
        outcomes.answered(search(50), OK, 0, 1_000 * MILLISECOND);
        outcomes.answered(search(50), OK, 0, 1_000 * MILLISECOND + 1);
        assertEquals(1, outcomes.answeredInTimeCount());
        assertEquals(2, outcomes.answeredCount());
    }

    @Test
    void searchesAreCompleteOrPartialOrTimedOut() {
        outcomes.answered(search(50), OK, 0, MILLISECOND);
        outcomes.answered(search(50), OK, 0, MILLISECOND);
        outcomes.answered(search(50), new Answer(200, true), 0, 50 * MILLISECOND);
        outcomes.answered(search(50), TIMED_OUT, 0, 50 * MILLISECOND);
        assertEquals(
                new Outcomes.SearchAnswers(2, 1, 1),
                Outcomes.sum(List.of(outcomes)).searchAnswers());
    }

    private static Operation search(int timeoutMillis) {
        return new Operation(Kind.SEARCH, 1, 0, timeoutMillis, 0);
    }

    private void assertMillis(long expected, Latency latency) {
        assertEquals(1, outcomes.latencies(latency).getTotalCount());
        assertEquals(expected, Math.round((double) outcomes.latencies(latency).getMaxValue() / MILLISECOND));
    }
}
