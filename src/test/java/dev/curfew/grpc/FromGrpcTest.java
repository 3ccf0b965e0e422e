package dev.curfew.grpc;

import static dev.curfew.grpc.GrpcContexts.fromGrpc;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.ListenerCount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A context that ends with a context of gRPC. */
@EveryCore
class FromGrpcTest extends Contract {

    private final CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();

    private CancelContext bridged() {
        return fromGrpc(grpc, root);
    }

    // ---- ends

    @Test
    void withoutACauseItIsAPlainCancel() {
        CancelContext context = bridged();
        assertLive(context);
        grpc.cancel(null);
        assertCanceled(context);
    }

    @Test
    void aTimeoutIsADeadline() {
        CancelContext context = bridged();
        TimeoutException timeout = new TimeoutException("context timed out");
        grpc.cancel(timeout);
        assertEnded(context, Context.DEADLINE_EXCEEDED, timeout);
    }

    @Test
    void anyOtherCauseIsACancelWithThatCause() {
        CancelContext context = bridged();
        Because reason = new Because("the user left");
        grpc.cancel(reason);
        assertEnded(context, Context.CANCELED, reason);
    }

    @Test
    void theCurrentContextWorksAsItsCancellableOne() throws Exception {
        CancelContext context = grpc.call(() -> fromGrpc(io.grpc.Context.current(), root));
        Because reason = new Because("through the surrogate");
        grpc.cancel(reason);
        assertEnded(context, Context.CANCELED, reason);
    }

    @Test
    void itEndsWithItsBaseInTheBasesWords() {
        Because late = new Because("too late");
        CancelContext base = root.withTimeout(HOUR, late);
        CancelContext context = fromGrpc(grpc, base);
        CancelContext child = context.withCancel();
        base.expireIfDue(in(2 * HOUR_NANOS));
        assertEnded(context, Context.DEADLINE_EXCEEDED, late);
        assertEnded(child, Context.DEADLINE_EXCEEDED, late);
        assertEquals(0, ListenerCount.of(grpc));
        grpc.cancel(null);
        assertEnded(context, Context.DEADLINE_EXCEEDED, late);
    }

    @Test
    void pollingExpiresTheBase() {
        CancelContext context = fromGrpc(grpc, root.withTimeout(HOUR));
        assertFalse(context.expireIfDue(in(0)));
        assertTrue(context.expireIfDue(in(2 * HOUR_NANOS)));
        assertExpired(context);
    }

    @Test
    void itIsBornEndedWithEither() {
        Because reason = new Because("before");
        CancelContext base = root.withCancel();
        base.cancel(reason);
        assertEnded(fromGrpc(grpc, base), Context.CANCELED, reason);
        assertEquals(0, ListenerCount.of(grpc));
        TimeoutException timeout = new TimeoutException();
        grpc.cancel(timeout);
        assertEnded(bridged(), Context.DEADLINE_EXCEEDED, timeout);
    }

    @Test
    void theFirstEndWinsAndOwnEndsAreItsOwn() {
        CancelContext context = bridged();
        Because own = new Because("own");
        assertTrue(context.cancel(own));
        assertFalse(grpc.isCancelled(), "a child never ends its parent");
        grpc.cancel(new Because("grpc's"));
        assertEnded(context, Context.CANCELED, own);
        assertFalse(context.cancel());
        context.close();
        assertEnded(context, Context.CANCELED, own);
    }

    @Test
    void bothEndAtOnce() {
        for (int i = 0; i < 200; i++) {
            CancellableContext one = io.grpc.Context.ROOT.withCancellation();
            ForeignDone done = new ForeignDone();
            CancelContext other = root.withCancel();
            other.onDone(done::end);
            CancelContext context = fromGrpc(one, new ForeignForwarding(other, done));
            AtomicInteger told = new AtomicInteger();
            context.onDone(told::incrementAndGet);
            TimeoutException timeout = new TimeoutException();
            Because reason = new Because("base");
            Background.race(() -> one.cancel(timeout), () -> other.cancel(reason));
            assertEquals(1, told.get());
            assertEquals(0, done.attached());
            assertEquals(0, ListenerCount.of(one));
            assertEquals(
                    context.cause() == timeout, context.err() == Context.DEADLINE_EXCEEDED, "they belong together");
            assertTrue(context.cause() == timeout || context.cause() == reason);
        }
    }

    @Test
    void anActionOfTheBaseFindsAllBelowDone() {
        CancelContext base = root.withCancel();
        List<CancelContext> below = new ArrayList<>();
        List<Boolean> done = new ArrayList<>();
        base.onDone(() -> below.forEach(context -> done.add(context.isDone())));
        below.add(fromGrpc(grpc, base));
        below.add(below.get(0).withCancel());
        base.cancel();
        assertEquals(List.of(true, true), done);
    }

    @Test
    void bridgingRacesWithTheEnd() {
        for (int i = 0; i < 200; i++) {
            CancellableContext one = io.grpc.Context.ROOT.withCancellation();
            List<CancelContext> made = new ArrayList<>();
            Because reason = new Because("race");
            Background.race(() -> one.cancel(reason), () -> made.add(fromGrpc(one, root)));
            assertEnded(made.get(0), Context.CANCELED, reason);
            assertEquals(0, ListenerCount.of(one));
        }
    }

    // ---- what hangs where

    @Test
    void grpcHoldsOneListenerHoweverManyContextsAreBelow() {
        CancelContext context = bridged();
        List<CancelContext> below = children(context, 100);
        below.addAll(chain(context, 100));
        below.get(0).onDone(() -> {});
        assertEquals(1, ListenerCount.of(grpc));
        grpc.cancel(null);
        assertAllCanceled(below);
    }

    @Test
    void closingLetsGoOfBothSides() {
        ForeignDone done = new ForeignDone();
        CancelContext context = fromGrpc(grpc, new ForeignForwarding(root, done));
        assertEquals(1, done.attached());
        assertEquals(1, ListenerCount.of(grpc));
        context.close();
        assertEquals(0, done.attached());
        assertEquals(0, ListenerCount.of(grpc));
    }

    @Test
    void eachSideLetsGoOfTheOther() {
        ForeignDone done = new ForeignDone();
        Context base = new ForeignForwarding(root, done);
        fromGrpc(grpc, base);
        grpc.cancel(null);
        assertEquals(0, done.attached());
        CancellableContext other = io.grpc.Context.ROOT.withCancellation();
        fromGrpc(other, base);
        done.end();
        assertEquals(0, ListenerCount.of(other));
    }

    // ---- deadline and values

    @Test
    void itShowsGrpcsDeadlineAndNeverALaterOne() {
        Deadline deadline = Deadline.after(HOUR_NANOS, NANOSECONDS);
        long latest = in(HOUR_NANOS);
        CancelContext context = fromGrpc(shows(deadline), root);
        assertTrue(context.deadlineNanos() - latest <= 0);
        assertTrue(context.remainingNanos() > HOUR_NANOS / 2);
        assertEquals(
                context.deadlineNanos(),
                context.withTimeoutNanos(2 * HOUR_NANOS).deadlineNanos());
    }

    @Test
    void theEarlierDeadlineCounts() {
        CancelContext early = root.withTimeoutNanos(HOUR_NANOS / 2);
        io.grpc.Context shown = shows(Deadline.after(HOUR_NANOS, NANOSECONDS));
        assertEquals(early.deadlineNanos(), fromGrpc(shown, early).deadlineNanos());
        CancelContext late = root.withTimeoutNanos(3 * HOUR_NANOS);
        assertTrue(fromGrpc(shown, late).deadlineNanos() - late.deadlineNanos() < 0);
        assertEquals(late.deadlineNanos(), fromGrpc(grpc, late).deadlineNanos());
        assertFalse(fromGrpc(grpc, root).hasDeadline());
        assertFalse(fromGrpc(io.grpc.Context.ROOT, root).hasDeadline());
    }

    private static io.grpc.Context shows(Deadline deadline) {
        return io.grpc.Context.ROOT.withDeadline(deadline, IdleScheduler.INSTANCE);
    }

    @Test
    void valuesAndRuntimeAreTheBases() {
        CancelContext context = fromGrpc(grpc, root.withValue(USER, "ada"));
        assertEquals("ada", context.value(USER));
        assertEquals(3, context.withCancel().value(RETRIES));
        assertSame(runtime, context.runtime());
        assertEquals("background.withValue(user).withCancelOn", context.toString());
    }

    @Test
    void nullsAreNamed() {
        assertEquals(
                "grpc",
                assertThrows(NullPointerException.class, () -> fromGrpc(null, root))
                        .getMessage());
        assertEquals(
                "base",
                assertThrows(NullPointerException.class, () -> fromGrpc(grpc, null))
                        .getMessage());
    }
}
