package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutcomesTest {

    private static final long MILLISECOND = 1_000_000;

    private final Outcomes outcomes = new Outcomes();

    @Test
    void anAnswerIsTimedFromWhenTheRequestWasDue() {
        Operation search = new Operation(Kind.SEARCH, 1, 10 * MILLISECOND, 50, 10 * MILLISECOND);
        outcomes.started(search, 14 * MILLISECOND);
        outcomes.answered(search, 200, 30 * MILLISECOND);
        assertMillis(4, Latency.GENERATOR);
        assertMillis(20, Latency.SEARCH);
        assertEquals(0, outcomes.latencies(Latency.OVERDUE).getTotalCount());
        assertEquals(Map.of(), outcomes.errors());
    }

    @Test
    void whatComesAfterTheDeadlineIsOverdue() {
        Operation order = new Operation(Kind.ORDER_IN_A_HURRY, 1, 0, 20, 0);
        outcomes.answered(order, 504, 23 * MILLISECOND);
        assertMillis(3, Latency.OVERDUE);
        assertEquals(0, outcomes.latencies(Latency.ORDER).getTotalCount());
    }

    @Test
    void aCancelledOrderIsTimedFromItsCancellation() {
        Operation order = new Operation(Kind.ORDER_TO_CANCEL, 1, 0, 5_000, 10 * MILLISECOND);
        outcomes.answered(order, 409, 12 * MILLISECOND);
        assertMillis(2, Latency.TOLD);
    }

    @Test
    void anAnswerThatNobodyAskedForIsAnError() {
        outcomes.answered(new Operation(Kind.SEARCH, 1, 0, 50, 0), 500, MILLISECOND);
        assertEquals(Map.of("SEARCH answered with 500", 1L), outcomes.errors());
    }

    @Test
    void silenceIsAnErrorAndCountsWithTheTimeWaited() {
        outcomes.unanswered(new Operation(Kind.ORDER, 1, 0, 5_000, 0), 700 * MILLISECOND);
        assertMillis(700, Latency.ORDER);
        assertEquals(Map.of("ORDER not answered", 1L), outcomes.errors());
    }

    private void assertMillis(long expected, Latency latency) {
        assertEquals(1, outcomes.latencies(latency).getTotalCount());
        assertEquals(expected, Math.round((double) outcomes.latencies(latency).getMaxValue() / MILLISECOND));
    }
}
