package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An end that fails while it crosses a bridge is finished by the next one: G10. */
class CrossingTest {

    private final List<String> crossed = new ArrayList<>();

    /** Fails so often before it crosses. */
    private final class Failing extends Crossing {
        private final String name;
        private final VirtualMachineError failure;
        private int failures;

        Failing(String name, VirtualMachineError failure, int failures) {
            this.name = name;
            this.failure = failure;
            this.failures = failures;
        }

        @Override
        void cross() {
            if (failures > 0) {
                failures--;
                throw failure;
            }
            crossed.add(name);
        }
    }

    private Crossing failing(String name, VirtualMachineError failure, int failures) {
        Crossing crossing = new Failing(name, failure, failures);
        assertThrows(failure.getClass(), crossing::run);
        return crossing;
    }

    private void run(String name) {
        new Failing(name, new StackOverflowError(), 0).run();
    }

    @Test
    void theNextCrossingFinishesThoseThatFailed() {
        failing("no room", new StackOverflowError(), 1);
        failing("no memory", new OutOfMemoryError("meant to be thrown"), 1);
        run("next");
        assertEquals(List.of("next", "no memory", "no room"), crossed);
    }

    @Test
    void oneThatBothSidesRunIsOnTheListOnce() {
        failing("below", new StackOverflowError(), 1);
        Crossing twice = failing("twice", new StackOverflowError(), 2);
        failing("between", new StackOverflowError(), 1);
        assertThrows(StackOverflowError.class, twice::run);
        run("next");
        assertEquals(List.of("next", "between", "twice", "below"), crossed);
    }

    @Test
    void oneThatFailsAgainIsFinishedLater() {
        failing("below", new StackOverflowError(), 1);
        failing("stubborn", new OutOfMemoryError("meant to be thrown"), 2);
        assertThrows(OutOfMemoryError.class, () -> run("next"));
        assertEquals(List.of("next"), crossed);
        run("later");
        assertEquals(List.of("next", "later", "stubborn", "below"), crossed);
    }
}
