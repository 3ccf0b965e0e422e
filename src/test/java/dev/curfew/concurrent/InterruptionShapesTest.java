package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.contract.Contract;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.MisbehavedException;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.Shape;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Interrupts, blocking calls and futures with foreign contexts, the misbehaving ones included. */
@EveryShape
@Semantic(28)
class InterruptionShapesTest extends Contract {

    private final CountDownLatch never = new CountDownLatch(1);

    private boolean isRefused() {
        return subject.shape() == Shape.THROWS_FROM_ON_DONE;
    }

    @Test
    void theEndInterrupts() {
        CancelContext inner = root.withCancel();
        Context context = through(inner);
        if (isRefused()) {
            assertThrows(MisbehavedException.class, () -> Interruption.onDone(context));
            inner.cancel();
        } else {
            try (Interruption interruption = Interruption.onDone(context)) {
                inner.cancel();
                settle();
                assertTrue(interruption.happened());
                assertTrue(Thread.currentThread().isInterrupted());
            }
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void nothingComesAfterTheClose() {
        CancelContext inner = root.withCancel();
        Context context = lettingGo(inner);
        Interruption.onDone(context).close();
        inner.cancel();
        settle();
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aBlockingCallEnds() {
        CancelContext inner = root.withCancel();
        Context context = lettingGo(inner);
        RuntimeException end = assertThrows(
                RuntimeException.class,
                () -> Blocking.run(context, () -> {
                    inner.cancel();
                    settle();
                    never.await();
                }));
        if (subject.shape() != Shape.THROWS_FROM_IS_DONE) {
            assertInstanceOf(ContextException.class, end);
            assertInstanceOf(InterruptedException.class, end.getSuppressed()[0]);
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aBoundedFutureEnds() {
        CancelContext inner = root.withCancel();
        Context context = lettingGo(inner);
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> bounded = ContextFutures.bounded(context, stage, Runnable::run);
        inner.cancel();
        settle();
        assertTrue(bounded.isCompletedExceptionally());
        assertEquals(0, stage.getNumberOfDependents());
    }

    @Test
    void aBoundedFutureOfARefusingContextLeavesNothingAtTheStage() {
        if (isRefused()) {
            CompletableFuture<String> stage = new CompletableFuture<>();
            Context context = through(root.withCancel());
            assertThrows(MisbehavedException.class, () -> ContextFutures.bounded(context, stage, Runnable::run));
            assertEquals(0, stage.getNumberOfDependents());
        }
    }
}
