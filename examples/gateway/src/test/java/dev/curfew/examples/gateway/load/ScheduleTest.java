package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScheduleTest {

    private static final long SECOND = 1_000_000_000;
    private static final int PER_SECOND = 5_000;
    private static final int SECONDS = 4;

    @Test
    void sameSeedGivesTheSameOperations() {
        assertEquals(operations(7), operations(7));
    }

    @Test
    void operationsComeInTheOrderInWhichTheyAreDue() {
        long last = 0;
        for (Operation operation : operations(7)) {
            assertTrue(operation.dueNanos() >= last, () -> operation + " comes too late");
            last = operation.dueNanos();
        }
    }

    @Test
    void whatBeginsKeepsTheRate() {
        List<Operation> begun = operations(7).stream()
                .filter(operation -> operation.ends() == operation.number())
                .toList();
        assertEquals(PER_SECOND * SECONDS, begun.size());
        for (int i = 0; i < begun.size(); i++) {
            assertEquals(i * SECOND / PER_SECOND, begun.get(i).dueNanos());
        }
    }

    @Test
    void eachOperationThatIsToEndIsEndedOnceAndWhenItSays() {
        Map<Long, Operation> open = new HashMap<>();
        for (Operation operation : operations(7)) {
            if (operation.endNanos() > operation.dueNanos()) {
                open.put(operation.number(), operation);
            } else if (operation.ends() != operation.number()) {
                Operation ended = open.remove(operation.ends());
                assertEquals(ended.endNanos(), operation.dueNanos());
                assertEquals(ended.orderId(), operation.orderId());
                assertEquals(ended.user(), operation.user());
            }
        }
        assertEquals(Map.of(), open);
    }

    @Test
    void everyKindComesInItsShare() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        operations(7).forEach(operation -> counts.merge(operation.kind(), 1, Integer::sum));
        assertEquals(Kind.values().length, counts.size(), counts::toString);
        double searches = (double) counts.get(Kind.SEARCH) / (PER_SECOND * SECONDS);
        assertTrue(searches > 0.75 && searches < 0.85, counts::toString);
    }

    private static List<Operation> operations(long seed) {
        Schedule schedule = new Schedule(PER_SECOND, SECONDS, seed);
        List<Operation> operations = new ArrayList<>();
        for (Operation next = schedule.next(); next != null; next = schedule.next()) {
            operations.add(next);
        }
        return operations;
    }
}
