package dev.curfew.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InlineIfRejectedTest {

    private final RejectedExecutionException rejection = new RejectedExecutionException("full");
    private final InlineIfRejected rejecting = new InlineIfRejected(task -> {
        throw rejection;
    });

    @Test
    void aRejectedTaskRunsHereAndTheRejectionIsThrown() {
        AtomicInteger runs = new AtomicInteger();
        assertSame(
                rejection,
                assertThrows(RejectedExecutionException.class, () -> rejecting.execute(runs::incrementAndGet)));
        assertEquals(1, runs.get());
        assertEquals(0, rejection.getSuppressed().length);
    }

    @Test
    void theFailureOfTheTaskIsSuppressedInTheRejection() {
        Error failure = new AssertionError("meant");
        assertThrows(
                RejectedExecutionException.class,
                () -> rejecting.execute(() -> {
                    throw failure;
                }));
        assertArrayEquals(new Throwable[] {failure}, rejection.getSuppressed());
    }

    @Test
    void theFailureOfATaskThatRanInsideExecuteIsThrownAsItIs() {
        RuntimeException failure = new IllegalStateException("meant");
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> new InlineIfRejected(Runnable::run).execute(() -> {
                            throw failure;
                        })));
        assertEquals(0, failure.getSuppressed().length);
    }
}
