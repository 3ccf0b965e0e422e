package dev.curfew.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.curfew.bench.data.Refusal;
import dev.curfew.bench.run.Suite;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalabilityTest {

    @Test
    void theModelGoesThroughWhatItIsMadeOf() {
        Scalability model = new Scalability(20, 30);
        assertEquals(20, model.ifTheyQueue(1), 1e-9);
        assertEquals(20, model.ifTheyShareLines(1), 1e-9);
        assertEquals(30, model.ifTheyQueue(2), 1e-9);
        assertEquals(30, model.ifTheyShareLines(2), 1e-9);
    }

    @Test
    void queueingGrowsWithThreadsAndSharingWithTheirPairs() {
        Scalability model = new Scalability(20, 30);
        assertEquals(20 + 63 * 10, model.ifTheyQueue(64), 1e-9);
        assertEquals(20 + 64 * 63 / 2 * 10, model.ifTheyShareLines(64), 1e-9);
    }

    /** Two threads may be faster than one by noise. */
    @Test
    void nothingGetsFasterWithThreads() {
        Scalability model = new Scalability(20, 18);
        assertEquals(20, model.ifTheyQueue(64), 1e-9);
        assertEquals(20, model.ifTheyShareLines(64), 1e-9);
    }

    @Test
    void aCurveEndsAtTheProcessors() {
        List<Integer> counts = Suite.threadCounts("max");
        assertEquals(1, counts.get(0));
        assertEquals(Runtime.getRuntime().availableProcessors(), counts.get(counts.size() - 1));
        assertEquals(counts.stream().distinct().sorted().toList(), counts);
        assertEquals(List.of(8), Suite.threadCounts("8"));
        for (String bad : List.of("0", "-1", "many", "")) {
            assertThrows(Refusal.class, () -> Suite.threadCounts(bad), bad);
        }
    }
}
