package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.Semantic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** {@code ContextRuntime.close()}: what it ends, what it refuses afterwards, and what goes on working. */
@EveryShape
@Semantic(14)
class CloseTest extends Contract {

    private final AtomicInteger runs = new AtomicInteger();

    static void assertClosed(Throwable thrown) {
        assertInstanceOf(IllegalStateException.class, thrown);
        assertTrue(thrown.getMessage().contains("closed"), thrown.getMessage());
    }

    static void assertEndedByClose(Context context) {
        assertTrue(context.isDone());
        assertSame(Context.CANCELED, context.err());
        assertClosed(context.cause());
    }

    @Test
    void closeEndsEveryArmedDeadlineAndWhatHangsBelow() {
        CancelContext plain = origin().withCancel();
        CancelContext armed = origin().withTimeout(HOUR, new Reason("not this one"));
        CancelContext armedBelow = plain.withCancel().withDeadlineNanos(in(2 * HOUR_NANOS));
        CancelContext below = armed.withCancel().withCancel();
        armed.onDone(runs::incrementAndGet);
        below.onDone(runs::incrementAndGet);
        armedBelow.onDone(runs::incrementAndGet);
        runtime.close();
        assertEndedByClose(armed);
        assertEndedByClose(armedBelow);
        assertEndedByClose(below);
        assertSame(armed.cause(), below.cause());
        assertEquals(3, runs.get(), "actions have run when close returns");
        assertLive(plain);
    }

    @Test
    void closeEndsWhatHangsBelowAForeignContext() {
        CancelContext armed = root.withTimeout(HOUR);
        CancelContext below = through(armed).withCancel();
        runtime.close();
        settle();
        assertEndedByClose(armed);
        assertTrue(below.isDone());
        assertSame(Context.CANCELED, below.err());
    }

    @Test
    void closeWithoutDeadlinesEndsNothing() {
        CancelContext context = origin().withCancel();
        runtime.close();
        runtime.close();
        assertLive(context);
        assertLive(root);
    }

    @Test
    void closeChangesNothingThatHasEnded() {
        Reason reason = new Reason("finished");
        CancelContext cancelled = origin().withTimeout(HOUR);
        cancelled.cancel(reason);
        CancelContext expired = origin().withTimeoutNanos(-1, reason);
        runtime.close();
        assertEnded(cancelled, Context.CANCELED, reason);
        assertEnded(expired, Context.DEADLINE_EXCEEDED, reason);
    }

    @Test
    void armingADeadlineAfterwardsThrowsAndLeavesNothingAttached() {
        ForeignDone done = new ForeignDone();
        Context foreign = new ForeignContext(root, done);
        CancelContext parent = origin().withCancel();
        runtime.close();
        for (Context context : List.of(root, runtime.todo(), parent, parent.withValue(USER, "ada"), foreign)) {
            for (Executable arming : List.<Executable>of(
                    () -> context.withTimeout(HOUR),
                    () -> context.withTimeout(HOUR, new Reason("unused")),
                    () -> context.withTimeoutNanos(HOUR_NANOS),
                    () -> context.withTimeoutNanos(Long.MAX_VALUE),
                    () -> context.withDeadlineNanos(in(HOUR_NANOS)),
                    () -> context.withDeadline(Instant.now().plus(HOUR)),
                    () -> context.withDeadline(Instant.MAX))) {
                assertClosed(assertThrows(IllegalStateException.class, arming));
            }
        }
        assertEquals(0, done.attached());
        assertLive(parent);
    }

    @Test
    void whatNeedsNoTimerDoesNotThrowAfterwards() {
        CancelContext parent = origin().withCancel();
        long deadline = in(HOUR_NANOS);
        Context foreign = new ForeignContext(root, new ForeignDone()) {
            @Override
            public long deadlineNanos() {
                return deadline;
            }
        };
        runtime.close();
        Reason tooSlow = new Reason("too slow");
        assertEnded(parent.withTimeoutNanos(0, tooSlow), Context.DEADLINE_EXCEEDED, tooSlow);
        assertEnded(parent.withDeadline(Instant.EPOCH, tooSlow), Context.DEADLINE_EXCEEDED, tooSlow);
        assertLive(parent.withDeadlineNanos(Context.NO_DEADLINE));
        assertLive(foreign.withDeadlineNanos(deadline));
        assertLive(foreign.withDeadlineNanos(deadline + 1));
        assertEquals(deadline, foreign.withTimeoutNanos(2 * HOUR_NANOS).deadlineNanos());
    }

    @Test
    void everythingWithoutADeadlineKeepsWorking() throws InterruptedException {
        CancelContext before = origin().withCancel();
        runtime.close();
        CancelContext parent = root.withCancel();
        Context middle = through(parent).withValue(USER, "ada");
        CancelContext child = middle.withCancel();
        child.onDone(runs::incrementAndGet);
        before.onDone(runs::incrementAndGet);
        assertEquals("ada", child.value(USER));
        assertFalse(child.awaitNanos(1));
        assertLive(middle.withoutCancel());
        assertTrue(parent.cancel());
        settle();
        assertCanceled(child);
        assertTrue(before.cancel());
        assertEquals(2, runs.get());
        assertTrue(child.withTimeout(HOUR).isDone(), "born ended, so nothing is armed");
    }

    @Test
    void closeReportsWhatActionsThrowAndEndsTheRest() {
        Error thrown = new Error("at close");
        List<CancelContext> armed = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            armed.add(origin().withTimeout(HOUR));
        }
        armed.get(0).onDone(() -> {
            throw thrown;
        });
        armed.forEach(context -> context.onDone(runs::incrementAndGet));
        runtime.close();
        armed.forEach(CloseTest::assertEndedByClose);
        assertEquals(10, runs.get());
        failures.assertTold(thrown);
    }

    @Test
    void closeFromAnActionOfItsOwnTimerReturns() {
        CancelContext other = origin().withTimeout(HOUR);
        CancelContext expiring = origin().withTimeoutNanos(MILLI);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        expiring.onDone(() -> {
            runtime.close();
            try {
                root.withTimeout(HOUR);
            } catch (IllegalStateException e) {
                refused.set(e);
            }
            closed.countDown();
        });
        Background.await(closed);
        assertClosed(refused.get());
        Background.until("the other deadline has been ended", other::isDone);
        assertEndedByClose(other);
        assertExpired(expiring);
    }

    @Test
    void anActionThatCloseRunsMayCloseAgainAndArmNothing() {
        CancelContext armed = origin().withTimeout(HOUR);
        List<Throwable> refused = new ArrayList<>();
        armed.onDone(() -> {
            runtime.close();
            refused.add(assertThrows(IllegalStateException.class, () -> root.withTimeout(HOUR)));
        });
        runtime.close();
        assertEndedByClose(armed);
        assertEquals(1, refused.size());
        assertClosed(refused.get(0));
    }

    @Test
    void closeHasNoEffectOnTheSharedRuntime() {
        ContextRuntime.shared().close();
        try (CancelContext context = Context.background().withTimeout(HOUR)) {
            assertLive(context);
        }
    }

    @Test
    void aRuntimeWorksInTryWithResources() {
        CancelContext armed;
        try (ContextRuntime own = newRuntime()) {
            armed = own.background().withTimeout(HOUR);
        }
        assertEndedByClose(armed);
    }
}
