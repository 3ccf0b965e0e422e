package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.DeadlineExceededException;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The shared exceptions, which nobody can change, and the fresh ones that {@code throwIfDone()} throws. */
@EveryCore
@Semantic(22)
class ExceptionTest extends Contract {

    private static final List<ContextException> SHARED = List.of(Context.CANCELED, Context.DEADLINE_EXCEEDED);

    private static ContextException thrownBy(Context context) {
        return assertThrows(ContextException.class, context::throwIfDone);
    }

    @Test
    @GoTest("source: the messages")
    void theMessagesAreGos() {
        assertEquals("context canceled", Context.CANCELED.getMessage());
        assertEquals("context deadline exceeded", Context.DEADLINE_EXCEEDED.getMessage());
    }

    @Test
    @GoTest({"TestDeadlineExceededSupportsTimeout", "TestDeadlineExceededIsNetError"})
    void onlyAPassedDeadlineIsATimeout() {
        assertTrue(Context.DEADLINE_EXCEEDED.isTimeout());
        assertFalse(Context.CANCELED.isTimeout());
        assertTrue(thrownBy(root.withTimeoutNanos(0)).isTimeout());
        CancelContext cancelled = root.withCancel();
        cancelled.cancel();
        assertFalse(thrownBy(cancelled).isTimeout());
    }

    @Test
    void theSharedOnesHaveNoStackTraceAndKeepNothing() {
        for (ContextException shared : SHARED) {
            String before = shared.toString();
            shared.setStackTrace(new Throwable().getStackTrace());
            assertSame(shared, shared.initCause(new Reason("a user's")));
            assertSame(shared, shared.initCause(null));
            assertSame(shared, shared.fillInStackTrace());
            assertEquals(0, shared.getStackTrace().length);
            assertNull(shared.getCause());
            shared.addSuppressed(new Reason("suppressed"));
            assertEquals(0, shared.getSuppressed().length);
            assertEquals(before, shared.toString());
        }
    }

    /** On JDK 17 {@code join()} throws the constant itself. */
    @Test
    void requestsThatAreClosedUnderAFutureOfTheCauseLeaveNothingAtTheConstant() {
        CancelContext context = root.withCancel();
        context.cancel();
        CompletableFuture<Object> future = new CompletableFuture<>();
        future.completeExceptionally(context.cause());
        for (int i = 0; i < 100; i++) {
            Throwable thrown = assertThrows(CancellationException.class, () -> {
                try (AutoCloseable resource = () -> {
                    throw new Reason("from close");
                }) {
                    assertTrue(resource != null);
                    future.join();
                }
            });
            assertEquals(0, context.cause().getSuppressed().length, () -> "suppressed in " + thrown);
        }
    }

    @Test
    void aFreshOneIsAnOrdinaryException() {
        CancelContext context = root.withCancel();
        context.cancel();
        ContextException thrown = thrownBy(context);
        thrown.addSuppressed(new Reason("suppressed"));
        assertEquals(1, thrown.getSuppressed().length);
    }

    @Test
    void theyAreCancellations() {
        for (ContextException shared : SHARED) {
            assertInstanceOf(CancellationException.class, shared);
            CompletableFuture<Object> future = new CompletableFuture<>();
            future.completeExceptionally(shared);
            assertTrue(future.isCancelled());
        }
        assertInstanceOf(CanceledException.class, Context.CANCELED);
        assertInstanceOf(DeadlineExceededException.class, Context.DEADLINE_EXCEEDED);
    }

    @Test
    void whatIsThrownIsFreshAndTellsFromWhere() {
        CancelContext context = root.withCancel();
        context.cancel();
        ContextException first = thrownBy(context);
        ContextException second = thrownBy(context);
        assertNotSame(Context.CANCELED, first);
        assertNotSame(first, second);
        assertInstanceOf(CanceledException.class, first);
        assertEquals(Context.CANCELED.getMessage(), first.getMessage());
        assertTrue(
                Arrays.stream(first.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(ExceptionTest.class.getName())),
                "the stack trace names the caller");
        StackTraceElement[] trace = {new StackTraceElement("C", "m", "f", 1)};
        first.setStackTrace(trace);
        assertEquals(1, first.getStackTrace().length, "it is an ordinary exception");
        assertInstanceOf(DeadlineExceededException.class, thrownBy(root.withTimeoutNanos(0)));
    }

    @Test
    @Semantic(7)
    void itsCauseIsTheContextsCauseOrNone() {
        Reason reason = new Reason("reason");
        CancelContext withReason = root.withCancel();
        withReason.cancel(reason);
        assertSame(reason, thrownBy(withReason).getCause());
        assertSame(
                reason, thrownBy(withReason.withCancel().withValue(USER, "ada")).getCause());
        CancelContext plain = root.withCancel();
        plain.cancel();
        assertNull(thrownBy(plain).getCause());
        assertNull(thrownBy(root.withTimeoutNanos(0)).getCause());
        assertSame(reason, thrownBy(root.withTimeoutNanos(0, reason)).getCause());
        CancelContext other = root.withCancel();
        other.cancel(Context.DEADLINE_EXCEEDED);
        assertSame(Context.DEADLINE_EXCEEDED, thrownBy(other).getCause());
    }

    @Test
    @Semantic(11)
    void aForeignContextThrowsTheSame() {
        ForeignDone done = new ForeignDone();
        Context foreign = new ForeignContext(root, done, Context.DEADLINE_EXCEEDED);
        foreign.throwIfDone();
        done.end();
        ContextException thrown = thrownBy(foreign);
        assertInstanceOf(DeadlineExceededException.class, thrown);
        assertNotSame(Context.DEADLINE_EXCEEDED, thrown);
        assertNull(thrown.getCause());
    }

    @Test
    void aCaughtOneCanBeACauseAgain() {
        CancelContext context = root.withCancel();
        context.cancel(new Reason("reason"));
        ContextException thrown = thrownBy(context);
        CancelContext other = root.withCancel();
        other.cancel(thrown);
        assertSame(thrown, other.cause());
        assertSame(thrown, thrownBy(other).getCause());
    }

    @Test
    @Semantic(22)
    void theSharedOnesStaySharedThroughSerialization() throws Exception {
        assertSame(Context.CANCELED, copy(Context.CANCELED));
        assertSame(Context.DEADLINE_EXCEEDED, copy(Context.DEADLINE_EXCEEDED));
        CancelContext context = root.withCancel();
        context.cancel();
        assertNotSame(Context.CANCELED, copy(thrownBy(context)));
    }

    private static Object copy(Object original) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
