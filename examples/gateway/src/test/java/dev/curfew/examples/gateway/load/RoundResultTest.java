package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RoundResultTest {

    private static final Census CENSUS = new Census(new TreeMap<>());

    @Test
    void eachSearchHasItsCalls() {
        assertEquals(List.of(), round(30, 39).failures());
        assertEquals(List.of(), round(30, 96).failures());
    }

    @Test
    void theWorkOfAnotherTimeIsAFailure() {
        assertEquals(1, round(30, 38).failures().size());
        assertEquals(1, round(30, 97).failures().size());
    }

    /** Eleven searches, of which three were complete: at least nine calls, at most sixty-six. */
    private static RoundResult round(long callsBefore, long callsAfter) {
        Outcomes outcomes = new Outcomes(1);
        for (int i = 0; i < 3; i++) {
            outcomes.answered(new Operation(Kind.SEARCH, i, 0, 50, 0), new Answer(200, false), 0, 1);
        }
        return new RoundResult(
                Settings.MUTEX,
                1,
                new Outcomes(1),
                outcomes,
                Duration.ZERO,
                stats(5, callsBefore),
                stats(16, callsAfter),
                new Proof(CENSUS, CENSUS));
    }

    private static Stats stats(long searches, long calls) {
        String json = "{\"errors\":0, \"requests\":{\"search\":" + searches + "}, \"backend_calls\":" + calls + "}";
        return new Stats(JsonParser.parseString(json).getAsJsonObject());
    }
}
