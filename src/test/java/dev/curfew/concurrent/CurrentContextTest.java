package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.curfew.Context;
import dev.curfew.kit.Background;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CurrentContextTest {

    private final Context one = Context.background().withCancel();
    private final Context other = Context.background().withCancel();

    @Test
    void aContextIsBoundForTheOperation() {
        assertEquals(Optional.empty(), CurrentContext.get());
        String result = CurrentContext.call(one, () -> {
            assertSame(one, CurrentContext.get().orElseThrow());
            CurrentContext.run(
                    other, () -> assertSame(other, CurrentContext.get().orElseThrow()));
            assertSame(one, CurrentContext.get().orElseThrow());
            return "result";
        });
        assertEquals("result", result);
        assertEquals(Optional.empty(), CurrentContext.get());
    }

    @Test
    void aFailureUnbindsIt() {
        assertThrows(
                IOException.class,
                () -> CurrentContext.call(one, () -> {
                    throw new IOException("meant");
                }));
        assertEquals(Optional.empty(), CurrentContext.get());
    }

    @Test
    void noOtherThreadHasIt() {
        CurrentContext.run(one, () -> {
            AtomicInteger bound = new AtomicInteger();
            Thread thread = new Thread(() -> bound.set(CurrentContext.get().isPresent() ? 1 : -1));
            thread.start();
            Background.until("the thread has looked", () -> bound.get() != 0);
            assertEquals(-1, bound.get());
        });
    }

    @Test
    void aSwapReturnsWhatWasBound() {
        assertNull(CurrentContext.swap(one));
        assertSame(one, CurrentContext.swap(other));
        assertSame(other, CurrentContext.swap(null));
        assertEquals(Optional.empty(), CurrentContext.get());
        assertNull(CurrentContext.swap(null));
    }

    @Test
    void nullsAreRefusedAndNothingIsBound() {
        assertEquals(
                "context",
                assertThrows(NullPointerException.class, () -> CurrentContext.call(null, () -> ""))
                        .getMessage());
        assertEquals(
                "op",
                assertThrows(NullPointerException.class, () -> CurrentContext.call(one, null))
                        .getMessage());
        assertEquals(
                "context",
                assertThrows(NullPointerException.class, () -> CurrentContext.run(null, () -> {}))
                        .getMessage());
        assertEquals(
                "action",
                assertThrows(NullPointerException.class, () -> CurrentContext.run(one, null))
                        .getMessage());
        assertEquals(Optional.empty(), CurrentContext.get());
    }
}
