package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a replica counts as gone, and as back. */
class HealthTest {

    private static final long MILLISECOND = 1_000_000;

    private final List<String> log = new ArrayList<>();
    private long nanos;
    private final Health health = new Health("news", () -> nanos, log::add);

    private void fail(int calls) {
        for (int i = 0; i < calls; i++) {
            nanos += MILLISECOND;
            health.failed(new IllegalStateException("it fails", new IOException("no route")));
        }
    }

    private void cut(int calls, boolean late) {
        for (int i = 0; i < calls; i++) {
            nanos += MILLISECOND;
            health.cut(late);
        }
    }

    /** However many. */
    @Test
    void whatLastsLessThanASecondIsNothing() {
        for (int i = 0; i < 100; i++) {
            fail(999);
            health.answered(1);
            cut(999, true);
            health.answered(1);
        }
        assertEquals(Health.Kind.UP, health.state().kind());
        assertEquals(List.of(), log);
    }

    /** However long. */
    @Test
    void aFewCallsAreNothing() {
        for (int i = 0; i < 100; i++) {
            fail(Health.FAILURES_UNTIL_DOWN - 1);
            nanos += 2 * Health.ROW_NANOS;
            cut(Health.CALLS_UNTIL_SILENT - 1, true);
            health.answered(1);
        }
        assertEquals(Health.Kind.UP, health.state().kind());
        assertEquals(List.of(), log);
    }

    /** A search with little time gives up what would have come in time for others. */
    @Test
    void whatIsCutEarlySaysNothing() {
        cut(5_000, false);
        assertEquals(Health.Kind.UP, health.state().kind());
        assertEquals(5_000, health.cut.get());
    }

    @Test
    void failuresInARow() {
        fail(5_000);
        assertEquals(Health.Kind.DOWN, health.state().kind());
        assertEquals(5_000, health.failed.get());
        assertEquals(List.of("backend news is down: it fails: no route"), log);
    }

    /** Where there is little to do, a second passes between two calls. */
    @Test
    void threeFailuresAreEnough() {
        for (int i = 0; i < Health.FAILURES_UNTIL_DOWN; i++) {
            assertEquals(Health.Kind.UP, health.state().kind());
            nanos += Health.ROW_NANOS;
            fail(1);
        }
        assertEquals(Health.Kind.DOWN, health.state().kind());
    }

    /** First it is stopped, then it dies, then there is another one. */
    @Test
    void itsGoingIsALineAndItsReturn() {
        cut(2_000, true);
        fail(2_000);
        health.answered(1);
        health.answered(1);
        assertEquals(
                List.of(
                        "backend news is silent: no answer to 1001 calls in a row",
                        "backend news answers again after 2999 ms and 4000 calls"),
                log);
        fail(2_000);
        assertEquals(3, log.size(), "and it may go again");
    }

    @Test
    void aResetForgetsTheCountsOnly() {
        fail(2_000);
        health.reset();
        assertEquals(0, health.failed.get());
        assertEquals(Health.Kind.DOWN, health.state().kind());
    }
}
