package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Racy code that Lincheck has to reject. Otherwise Lincheck has not instrumented this package on this JDK, and proves
 * nothing.
 */
class RacyLincheckTest {

    @Test
    void aCounterThatIsReadAndThenWritten() {
        assertRejected(RacyCounter.class);
    }

    @Test
    void aStateThatIsReadAndThenStored() {
        assertRejected(RacyState.class);
    }

    private static void assertRejected(Class<?> racy) {
        ModelCheckingOptions options = new ModelCheckingOptions()
                .iterations(50)
                .invocationsPerIteration(2_000)
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(2);
        assertThrows(AssertionError.class, () -> options.check(racy));
    }

    /** Two increments may become one. */
    public static class RacyCounter {

        private volatile int count;

        @Operation
        public int increment() {
            int next = count + 1;
            count = next;
            return next;
        }
    }

    /** The word of a link, ended without a CAS: two calls may both return that they ended it. */
    public static class RacyState {

        private final Link link = new Link() {
            @Override
            public void notifyEnd() {}
        };

        @Operation
        public boolean end() {
            if (link.isDead()) {
                return false;
            }
            link.stateRelease(Verdict.CANCELED);
            return true;
        }
    }
}
