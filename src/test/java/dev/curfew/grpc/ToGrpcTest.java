package dev.curfew.grpc;

import static dev.curfew.grpc.GrpcContexts.toGrpc;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.wheel.ManualClock;
import io.grpc.Context.CancellableContext;
import io.grpc.Contexts;
import io.grpc.ListenerCount;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A context of gRPC that is cancelled with a context of Curfew. */
@EveryCore
class ToGrpcTest extends Contract {

    private static final io.grpc.Context.Key<String> LOCALE = io.grpc.Context.key("locale");

    private static void assertCancelled(io.grpc.Context grpc, Throwable cause) {
        assertTrue(grpc.isCancelled());
        assertSame(cause, grpc.cancellationCause());
    }

    // ---- ends

    @Test
    void aPlainCancelHasNoCause() {
        CancelContext context = root.withCancel();
        CancellableContext grpc = toGrpc(context);
        assertFalse(grpc.isCancelled());
        context.cancel();
        assertCancelled(grpc, null);
    }

    @Test
    void aCauseIsTheCause() {
        CancelContext context = root.withCancel();
        CancellableContext grpc = toGrpc(context);
        Because reason = new Because("the user left");
        context.cancel(reason);
        assertCancelled(grpc, reason);
    }

    @Test
    void aDeadlineIsATimeoutWithTheCause() {
        Because late = new Because("the market has closed");
        CancelContext context = root.withTimeout(HOUR, late);
        CancellableContext grpc = toGrpc(context);
        context.expireIfDue(in(2 * HOUR_NANOS));
        assertTrue(grpc.cancellationCause() instanceof TimeoutException);
        assertSame(late, grpc.cancellationCause().getCause());
        Status status = Contexts.statusFromCancelled(grpc);
        assertEquals(Status.Code.DEADLINE_EXCEEDED, status.getCode());
        assertEquals("the market has closed", status.getDescription());
    }

    @Test
    void aTimeoutThatSomebodyCancelledWithIsNoDeadline() {
        CancelContext context = root.withCancel();
        CancellableContext grpc = toGrpc(context);
        context.cancel(new TimeoutException("of a socket"));
        assertEquals(Status.Code.CANCELLED, Contexts.statusFromCancelled(grpc).getCode());
    }

    @Test
    void itIsBornCancelled() {
        Because reason = new Because("before");
        CancelContext context = root.withTimeout(HOUR);
        context.cancel(reason);
        assertCancelled(toGrpc(context), reason);
        Because late = new Because("late");
        CancellableContext expired = toGrpc(root.withTimeoutNanos(-1, late));
        assertSame(late, expired.cancellationCause().getCause());
    }

    @Test
    void aDeadlineThatNoThreadHasNoticedKeepsItsCause() {
        ManualClock clock = new ManualClock(0);
        ContextRuntime driven = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .clock(clock)
                .callerDriven()
                .build();
        Because late = new Because("late");
        CancelContext context = driven.background().withTimeoutNanos(10, late);
        clock.advance(20);
        assertFalse(context.isDone(), "no thread has driven the wheel");
        assertSame(late, toGrpc(context).cancellationCause().getCause());
        assertTrue(context.isDone());
    }

    @Test
    void theOwnersEndIsItsOwnAndTheFirstCauseWins() {
        CancelContext context = root.withCancel();
        CancellableContext grpc = toGrpc(context);
        Because first = new Because("first");
        assertTrue(grpc.cancel(first));
        context.cancel(new Because("second"));
        grpc.close();
        assertCancelled(grpc, first);
    }

    @Test
    void bridgingAndClosingRaceWithTheEnd() {
        for (int i = 0; i < 200; i++) {
            ForeignDone done = new ForeignDone();
            CancelContext inner = root.withCancel();
            inner.onDone(done::end);
            Context context = new ForeignForwarding(inner, done);
            List<CancellableContext> made = new ArrayList<>();
            Background.race(inner::cancel, () -> made.add(toGrpc(context)));
            assertCancelled(made.get(0), null);
            assertEquals(0, done.attached());
        }
    }

    // ---- what hangs where

    @Test
    void whicheverSideEndsItTheContextReleasesIt() {
        ForeignDone done = new ForeignDone();
        Context context = new ForeignForwarding(root, done);
        CancellableContext grpc = toGrpc(context);
        assertEquals(1, done.attached());
        grpc.close();
        assertEquals(0, done.attached());
        CancellableContext other = toGrpc(context);
        done.end();
        assertTrue(other.isCancelled());
        assertEquals(0, done.attached());
        assertEquals(0, ListenerCount.of(other));
    }

    @Test
    void aContextThatNeverEndsIsNotRegisteredWith() {
        CancellableContext grpc = toGrpc(root);
        assertEquals(0, ListenerCount.of(grpc));
        assertNull(grpc.getDeadline());
        grpc.close();
    }

    @Test
    void valuesAreKeptAndTheirCancellationIsNot() {
        CancellableContext parent = io.grpc.Context.ROOT.withValue(LOCALE, "fr").withCancellation();
        CancelContext context = root.withCancel();
        CancellableContext grpc = toGrpc(context, parent);
        assertEquals("fr", LOCALE.get(grpc));
        grpc.addListener(cancelled -> {}, Runnable::run);
        assertEquals(0, ListenerCount.of(parent));
        parent.cancel(null);
        assertFalse(grpc.isCancelled());
        context.cancel();
        assertTrue(grpc.isCancelled());
        parent.run(() -> assertEquals("fr", LOCALE.get(toGrpc(root))));
    }

    // ---- deadline, current

    @Test
    void itShowsTheDeadlineAndArmsNoTimer() {
        CancelContext context = root.withTimeout(HOUR);
        long before = context.remainingNanos();
        CancellableContext grpc = toGrpc(context);
        long left = grpc.getDeadline().timeRemaining(NANOSECONDS);
        long after = context.remainingNanos();
        assertTrue(after <= left && left <= before, after + " <= " + left + " <= " + before);
        assertTrue(after > HOUR_NANOS / 2);
        assertEquals(grpc.getDeadline(), grpc.withCancellation().getDeadline());
        context.close();
    }

    @Test
    void theContextIsTheCurrentOneInsideIt() {
        CancelContext context = root.withValue(USER, "ada").withCancel();
        CancellableContext grpc = toGrpc(context);
        assertEquals("todo", GrpcContexts.current().toString());
        grpc.run(() -> {
            assertSame(context, GrpcContexts.current());
            toGrpc(root).run(() -> assertSame(root, GrpcContexts.current()));
            assertSame(context, GrpcContexts.current());
        });
        assertEquals("todo", GrpcContexts.current().toString());
    }

    // ---- status

    @Test
    void theStatusOfAnEnd() {
        CancelContext context = root.withCancel();
        assertThrows(IllegalArgumentException.class, () -> GrpcContexts.status(context));
        context.cancel();
        assertStatus(Status.Code.CANCELLED, "context canceled", context);
        CancelContext expired = root.withTimeoutNanos(0);
        assertStatus(Status.Code.DEADLINE_EXCEEDED, "context deadline exceeded", expired);
        CancelContext reasoned = root.withCancel();
        reasoned.cancel(new Because("the user left"));
        assertStatus(Status.Code.CANCELLED, "the user left", reasoned);
        assertStatus(
                Status.Code.DEADLINE_EXCEEDED,
                "java.lang.IllegalStateException",
                root.withTimeoutNanos(0, new IllegalStateException()));
    }

    private static void assertStatus(Status.Code code, String description, Context ended) {
        Status status = GrpcContexts.status(ended);
        assertEquals(code, status.getCode());
        assertEquals(description, status.getDescription());
        assertSame(ended.cause(), status.getCause());
    }

    @Test
    void nullsAreNamed() {
        assertEquals(
                "context",
                assertThrows(NullPointerException.class, () -> toGrpc(null)).getMessage());
        assertEquals(
                "values",
                assertThrows(NullPointerException.class, () -> toGrpc(root, null))
                        .getMessage());
        assertEquals(
                "context",
                assertThrows(NullPointerException.class, () -> GrpcContexts.status(null))
                        .getMessage());
    }
}
