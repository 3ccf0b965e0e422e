package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.Threads;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@EveryCore
@Semantic(28)
class InterruptionTest extends Contract {

    /** More in the soak: {@code -Dinterruption.scopes=1000000}. */
    private static final int SCOPES = Integer.getInteger("interruption.scopes", 20_000);

    private static void takeInterrupt() {
        assertTrue(Thread.interrupted(), "no interrupt is pending");
    }

    private static void assertNoneLeft() {
        assertFalse(isInterrupted(), "an interrupt is left");
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    @Test
    void theEndInterruptsABlockedThread() {
        for (Threads kind : Threads.kinds()) {
            CancelContext context = root.withCancel();
            CountDownLatch never = new CountDownLatch(1);
            AtomicReference<String> seen = new AtomicReference<>();
            Thread blocked = kind.start(() -> {
                boolean happened;
                try (Interruption interruption = Interruption.onDone(context)) {
                    try {
                        never.await();
                        happened = false;
                    } catch (InterruptedException e) {
                        happened = interruption.happened();
                    }
                }
                seen.set("happened " + happened + ", left " + isInterrupted());
            });
            Background.untilParked(blocked);
            context.cancel();
            Background.until("the thread goes on", () -> seen.get() != null);
            assertEquals("happened true, left false", seen.get(), kind.toString());
        }
    }

    @Test
    void aContextThatHasEndedInterruptsNow() {
        CancelContext context = root.withCancel();
        context.cancel();
        try (Interruption interruption = Interruption.onDone(context)) {
            assertTrue(interruption.happened());
            assertTrue(isInterrupted());
        }
        assertFalse(isInterrupted());
    }

    @Test
    void nothingHappensWhileTheContextLivesOrAfterTheClose() {
        CancelContext context = root.withCancel();
        Interruption interruption = Interruption.onDone(context);
        assertFalse(interruption.happened());
        interruption.close();
        context.cancel();
        assertFalse(isInterrupted());
        assertFalse(interruption.happened());
    }

    @Test
    void whatHappenedIsKnownAfterTheClose() {
        CancelContext context = root.withCancel();
        Interruption interruption = Interruption.onDone(context);
        context.cancel();
        interruption.close();
        assertTrue(interruption.happened());
        interruption.close();
        assertTrue(interruption.happened());
    }

    @Test
    void aRootNeverInterrupts() {
        try (Interruption interruption = Interruption.onDone(root)) {
            assertFalse(interruption.happened());
        }
    }

    @Test
    void aSecondCloseLeavesALaterInterruptAlone() {
        CancelContext context = root.withCancel();
        Interruption interruption = Interruption.onDone(context);
        context.cancel();
        interruption.close();
        Thread.currentThread().interrupt();
        interruption.close();
        takeInterrupt();
        assertNoneLeft();
    }

    // ---- interrupts of somebody else

    @Test
    void anInterruptThatWasPendingIsKept() {
        CancelContext context = root.withCancel();
        Thread.currentThread().interrupt();
        try (Interruption interruption = Interruption.onDone(context)) {
            context.cancel();
            assertTrue(interruption.happened());
        }
        takeInterrupt();
    }

    @Test
    void anInterruptThatWasPendingAtAContextThatHadEndedIsKept() {
        CancelContext context = root.withCancel();
        context.cancel();
        Thread.currentThread().interrupt();
        try (Interruption interruption = Interruption.onDone(context)) {
            assertTrue(interruption.happened());
        }
        takeInterrupt();
    }

    @Test
    void anInterruptBeforeTheEndIsKept() {
        CancelContext context = root.withCancel();
        try (Interruption interruption = Interruption.onDone(context)) {
            Thread.currentThread().interrupt();
            context.cancel();
            assertTrue(interruption.happened());
        }
        takeInterrupt();
    }

    @Test
    void anInterruptWithoutAnEndIsKept() {
        try (Interruption interruption = Interruption.onDone(root.withCancel())) {
            Thread.currentThread().interrupt();
            assertFalse(interruption.happened());
        }
        takeInterrupt();
    }

    @Test
    void anInterruptThatWasTakenIsNotTakenForAPendingOne() {
        CancelContext context = root.withCancel();
        Thread.currentThread().interrupt();
        try (Interruption interruption = Interruption.onDone(context)) {
            takeInterrupt();
            context.cancel();
            assertTrue(interruption.happened());
        }
        assertNoneLeft();
    }

    @Test
    void anInnerInterruptIsNotTakenForSomebodyElsesByTheOuter() {
        CancelContext outer = root.withCancel();
        CancelContext inner = root.withCancel();
        Thread.currentThread().interrupt();
        try (Interruption enclosing = Interruption.onDone(outer)) {
            outer.cancel();
            takeInterrupt();
            try (Interruption within = Interruption.onDone(inner)) {
                inner.cancel();
                assertTrue(within.happened());
            }
            assertTrue(isInterrupted());
            assertTrue(enclosing.happened());
        }
        assertNoneLeft();
    }

    // ---- nesting

    @Test
    void theInnerLeavesTheFlagOnlyIfAnEnclosingOneHasInterrupted() {
        for (int ends = 0; ends < 8; ends++) {
            CancelContext[] contexts = {root.withCancel(), root.withCancel(), root.withCancel()};
            try (Interruption outer = Interruption.onDone(contexts[0])) {
                try (Interruption middle = Interruption.onDone(contexts[1])) {
                    try (Interruption inner = Interruption.onDone(contexts[2])) {
                        for (int i = 2; i >= 0; i--) {
                            if ((ends >> i & 1) != 0) {
                                contexts[i].cancel();
                            }
                        }
                        assertEquals(contexts[2].isDone(), inner.happened());
                        assertEquals(ends != 0, isInterrupted());
                    }
                    assertEquals((ends & 3) != 0, isInterrupted(), "ends " + ends);
                    assertEquals(contexts[1].isDone(), middle.happened());
                }
                assertEquals((ends & 1) != 0, isInterrupted(), "ends " + ends);
                assertEquals(contexts[0].isDone(), outer.happened());
            }
            assertFalse(isInterrupted(), "ends " + ends);
        }
    }

    @Test
    void anEndAboveBothInterruptsOnce() {
        CancelContext parent = root.withCancel();
        Context child = parent.withCancel();
        try (Interruption outer = Interruption.onDone(parent)) {
            try (Interruption inner = Interruption.onDone(child)) {
                parent.cancel();
                assertTrue(inner.happened());
                assertTrue(outer.happened());
                takeInterrupt();
            }
            assertFalse(isInterrupted(), "an interrupt that was taken comes back");
        }
        assertNoneLeft();
    }

    // ---- misuse

    @Test
    void anotherThreadCannotCloseIt() {
        CancelContext context = root.withCancel();
        try (Interruption interruption = Interruption.onDone(context)) {
            Background.get(Background.start(() -> assertThrows(IllegalStateException.class, interruption::close)));
            context.cancel();
            assertTrue(interruption.happened());
            assertTrue(isInterrupted());
        }
        assertNoneLeft();
    }

    @Test
    void theOuterIsNotClosedBeforeTheInner() {
        CancelContext context = root.withCancel();
        Interruption outer = Interruption.onDone(context);
        Interruption inner = Interruption.onDone(root.withCancel());
        assertThrows(IllegalStateException.class, outer::close);
        context.cancel();
        assertTrue(outer.happened());
        inner.close();
        outer.close();
        assertNoneLeft();
    }

    @Test
    void nullIsRefused() {
        NullPointerException refusal = assertThrows(NullPointerException.class, () -> Interruption.onDone(null));
        assertEquals("context", refusal.getMessage());
    }

    // ---- what stays

    @Test
    void theContextKeepsNothingOfIt() {
        CancelContext context = root.withCancel();
        Collected.despite(context, "a closed interruption", () -> {
            Interruption interruption = Interruption.onDone(context);
            interruption.close();
            return new WeakReference<>(interruption);
        });
    }

    @Test
    void theContextKeepsNothingOfAThreadThatHasClosed() {
        CancelContext context = root.withCancel();
        Collected.despite(context, "a thread", () -> {
            Thread thread =
                    Threads.PLATFORM.start(() -> Interruption.onDone(context).close());
            Background.until("the thread is over", () -> !thread.isAlive());
            return new WeakReference<>(thread);
        });
    }

    // ---- races

    /** An inner scope and an outer one are closed while another thread ends the context of either. */
    @Test
    void noInterruptIsLeftOfScopesThatCloseWhileTheirContextsEnd() {
        int interrupted = 0;
        int lost = 0;
        AtomicReference<CancelContext[]> ending = new AtomicReference<>();
        Future<?> ender = Background.start(() -> {
            for (int i = 0; i < SCOPES; i++) {
                Background.spinUntil(() -> ending.get() != null);
                for (CancelContext context : ending.getAndSet(null)) {
                    context.cancel();
                }
            }
        });
        for (int i = 0; i < SCOPES; i++) {
            CancelContext outer = root.withCancel();
            CancelContext inner = root.withCancel();
            Interruption enclosing = Interruption.onDone(outer);
            Interruption within = Interruption.onDone(inner);
            ending.set(i % 2 == 0 ? new CancelContext[] {inner, outer} : new CancelContext[] {outer, inner});
            for (int spins = i % 200; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            within.close();
            boolean happened = enclosing.happened();
            if (happened && !isInterrupted()) {
                lost++;
            }
            enclosing.close();
            if (isInterrupted()) {
                takeInterrupt();
                interrupted++;
            }
            Background.spinUntil(outer::isDone);
            Background.spinUntil(inner::isDone);
            if (isInterrupted()) {
                takeInterrupt();
                interrupted++;
            }
        }
        Background.get(ender);
        assertEquals(0, interrupted, "interrupts after the close, on " + core());
        assertEquals(0, lost, "interrupts of the outer that the inner has cleared");
    }

    private Core core() {
        return subject.core();
    }
}
