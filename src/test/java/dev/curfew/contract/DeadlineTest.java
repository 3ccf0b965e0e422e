package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Deadlines: set in each way, inherited, passed, and never early; below each foreign shape too. */
@EveryShape
@Semantic(8)
class DeadlineTest extends Contract {

    private final Reason tooSlow = new Reason("too slow");

    /** Waits for the end of a context below the shape under test. */
    private void untilDone(Context context) {
        Background.until("done: " + context, () -> {
            settle();
            return context.isDone();
        });
    }

    @Test
    @GoTest("TestDeadline")
    void aDeadlineEndsItsContext() {
        List<CancelContext> expiring = List.of(
                origin().withDeadlineNanos(in(MILLI)),
                origin().withDeadline(Instant.now().plusMillis(1)),
                origin().withDeadlineNanos(in(MILLI), null));
        for (CancelContext context : expiring) {
            untilDone(context);
            assertExpired(context);
        }
    }

    @Test
    @GoTest("TestTimeout")
    void aTimeoutEndsItsContext() {
        List<CancelContext> expiring = List.of(
                origin().withTimeoutNanos(MILLI),
                origin().withTimeout(Duration.ofMillis(1)),
                origin().withTimeout(Duration.ofMillis(1), null));
        for (CancelContext context : expiring) {
            untilDone(context);
            assertExpired(context);
        }
    }

    @Test
    @Semantic(7)
    void aPassedDeadlineGivesItsCause() {
        List<CancelContext> expiring = List.of(
                origin().withDeadlineNanos(in(MILLI), tooSlow),
                origin().withDeadline(Instant.now().plusMillis(1), tooSlow),
                origin().withTimeoutNanos(MILLI, tooSlow),
                origin().withTimeout(Duration.ofMillis(1), tooSlow));
        for (CancelContext context : expiring) {
            untilDone(context);
            assertEnded(context, Context.DEADLINE_EXCEEDED, tooSlow);
        }
    }

    @Test
    @GoTest({"TestDeadline", "TestTimeout"})
    void aDeadlineEndsWhatHangsBelowIt() {
        CancelContext parent = root.withTimeoutNanos(MILLI, tooSlow);
        Context middle = through(parent);
        List<Context> below = List.of(
                middle.withCancel(),
                middle.withTimeout(HOUR),
                middle.withValue(USER, "ada").withCancel());
        below.forEach(this::untilDone);
        below.forEach(context -> assertEndedThrough(context, Context.DEADLINE_EXCEEDED, tooSlow));
    }

    @Test
    @GoTest({"TestDeadline", "TestTimeout"})
    void aDeadlineThatIsNotAfterNowMakesAContextThatIsBornEnded() {
        Context parent = origin();
        for (CancelContext context : List.of(
                parent.withDeadlineNanos(in(0), tooSlow),
                parent.withDeadlineNanos(in(-1), tooSlow),
                parent.withDeadlineNanos(in(-HOUR_NANOS), tooSlow),
                parent.withDeadline(Instant.now().minusSeconds(1), tooSlow),
                parent.withDeadline(Instant.EPOCH, tooSlow),
                parent.withTimeoutNanos(0, tooSlow),
                parent.withTimeoutNanos(-1, tooSlow),
                parent.withTimeout(Duration.ZERO, tooSlow),
                parent.withTimeout(HOUR.negated(), tooSlow))) {
            assertEnded(context, Context.DEADLINE_EXCEEDED, tooSlow);
            assertFalse(context.cancel());
            assertTrue(context.hasDeadline());
            assertTrue(context.remainingNanos() <= 0);
        }
        assertExpired(parent.withTimeoutNanos(0));
    }

    @Test
    @Semantic({1, 7})
    @GoTest("TestCanceledTimeout")
    void cancelBeforeTheDeadlineIsSynchronousAndCanceled() {
        CancelContext parent = origin().withTimeout(HOUR, tooSlow);
        CancelContext child = parent.withTimeout(HOUR.dividedBy(2), tooSlow);
        assertTrue(child.cancel());
        assertCanceled(child);
        assertLive(parent);
        parent.cancel();
        assertCanceled(parent);
    }

    @Test
    void aDeadlineIsNeverEarly() {
        int count = 300;
        CountDownLatch fired = new CountDownLatch(count);
        List<Long> early = Collections.synchronizedList(new ArrayList<>());
        Context parent = origin();
        for (int i = 0; i < count; i++) {
            long deadline = in(100_000 + i * 10_007L);
            parent.withDeadlineNanos(deadline).onDone(() -> {
                long lead = deadline - in(0);
                if (lead > 0) {
                    early.add(lead);
                }
                fired.countDown();
            });
        }
        Background.await(fired);
        assertEquals(List.of(), early, "nanoseconds early");
    }

    @Test
    void aDeadlineFiresOnce() {
        AtomicInteger runs = new AtomicInteger();
        List<CancelContext> contexts = new ArrayList<>();
        Context parent = origin();
        for (int i = 0; i < 100; i++) {
            CancelContext context = parent.withTimeoutNanos(MILLI);
            contexts.add(context);
            context.onDone(runs::incrementAndGet);
        }
        contexts.forEach(this::untilDone);
        contexts.forEach(CancelContext::cancel);
        runtime.close();
        assertEquals(100, runs.get());
        contexts.forEach(Contract::assertExpired);
    }

    @Test
    void cancelRacingTheDeadlineHasOneWinner() {
        for (int round = 0; round < 50; round++) {
            CancelContext context = origin().withTimeoutNanos(200_000 + round * 1_000, tooSlow);
            Reason finished = new Reason("finished");
            AtomicInteger runs = new AtomicInteger();
            context.onDone(runs::incrementAndGet);
            Background.spinUntil(() -> context.remainingNanos() <= 1_000);
            if (context.cancel(finished)) {
                assertEnded(context, Context.CANCELED, finished);
            } else {
                assertEnded(context, Context.DEADLINE_EXCEEDED, tooSlow);
            }
            Background.until("the action ran", () -> runs.get() == 1);
        }
    }

    @Test
    @GoTest({"source: a deadline equal to the parent's", "source: WithTimeout fixes the deadline at call time"})
    void aDeadlineAtOrAfterTheParentsIsTheParents() {
        long deadline = in(HOUR_NANOS);
        CancelContext parent = root.withDeadlineNanos(deadline);
        assertEquals(deadline, parent.deadlineNanos());
        Context middle = through(parent);
        for (Context child : List.of(
                middle.withDeadlineNanos(deadline),
                middle.withDeadlineNanos(deadline + 1),
                middle.withDeadlineNanos(Context.NO_DEADLINE),
                middle.withTimeoutNanos(2 * HOUR_NANOS),
                middle.withTimeoutNanos(Long.MAX_VALUE),
                middle.withCancel(),
                middle.withCancel().withValue(USER, "ada").withCancel(),
                middle.withValue(USER, "ada"))) {
            assertEquals(deadline, child.deadlineNanos());
            assertTrue(child.hasDeadline());
        }
        CancelContext earlier = middle.withDeadlineNanos(deadline - 1);
        assertEquals(deadline - 1, earlier.deadlineNanos());
        assertEquals(deadline - 1, earlier.withDeadlineNanos(deadline).deadlineNanos());
        parent.cancel();
        assertEquals(deadline - 1, earlier.deadlineNanos(), "never changes");
        settle();
    }

    @Test
    @Semantic(7)
    @GoTest("source: the deadline cause is lost where the parent's deadline is earlier")
    void aDeadlineAtOrAfterTheParentsGivesTheParentsCause() {
        long deadline = in(HOUR_NANOS);
        CancelContext parent = root.withDeadlineNanos(deadline, tooSlow);
        Context middle = through(parent);
        CancelContext equal = middle.withDeadlineNanos(deadline, new Reason("not this one"));
        CancelContext later = middle.withDeadlineNanos(deadline + 1, new Reason("nor this one"));
        assertTrue(parent.expireIfDue(deadline));
        settle();
        assertEndedThrough(equal, Context.DEADLINE_EXCEEDED, tooSlow);
        assertEndedThrough(later, Context.DEADLINE_EXCEEDED, tooSlow);
    }

    @Test
    void theDeadlineByTheCalendarIsAboutThen() {
        Instant then = Instant.now().plus(HOUR);
        CancelContext context = origin().withDeadline(then);
        Optional<Instant> deadline = context.withCancel().deadline();
        assertTrue(deadline.isPresent());
        assertTrue(Duration.between(then, deadline.get()).abs().toSeconds() < 60, () -> then + " became " + deadline);
        assertTrue(context.remainingNanos() <= HOUR_NANOS + MILLI);
        assertTrue(context.remainingNanos() > HOUR_NANOS / 2);
    }

    @Test
    void withoutADeadlineThereIsNone() {
        for (Context context : List.of(
                origin(),
                origin().withCancel(),
                origin().withValue(USER, "ada"),
                origin().withDeadlineNanos(Context.NO_DEADLINE))) {
            assertFalse(context.hasDeadline());
            assertEquals(Context.NO_DEADLINE, context.deadlineNanos());
            assertEquals(Optional.empty(), context.deadline());
            assertEquals(Long.MAX_VALUE, context.remainingNanos());
        }
    }

    @Test
    void aDeadlineFurtherThan2To62NanosecondsIsThatFar() {
        long furthest = 1L << 62;
        Context parent = origin();
        long before = in(0);
        List<CancelContext> far = List.of(
                parent.withTimeoutNanos(Long.MAX_VALUE),
                parent.withTimeoutNanos(furthest + 1),
                parent.withTimeoutNanos(furthest),
                parent.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)),
                parent.withTimeout(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
                parent.withDeadline(Instant.MAX),
                parent.withDeadlineNanos(in(furthest + HOUR_NANOS)),
                parent.withDeadlineNanos(in(Long.MAX_VALUE)));
        long after = in(0);
        for (CancelContext context : far) {
            long deadline = context.deadlineNanos();
            assertTrue(deadline - before >= furthest, "not nearer than 2^62 from the call on");
            assertTrue(deadline - after <= furthest + 1, "not further");
            assertLive(context);
            assertTrue(context.remainingNanos() > furthest - HOUR_NANOS);
            assertTrue(context.deadline().isPresent());
            assertTrue(context.cancel());
        }
    }

    @Test
    void deadlinesAreComparedByDifference() {
        long now = in(0);
        for (long deadline : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, 0, -1}) {
            CancelContext context = origin().withDeadlineNanos(deadline);
            assertEquals(deadline - now <= 0, context.isDone(), "deadline " + deadline + " at " + now);
            assertTrue(context.hasDeadline());
            context.cancel();
        }
    }

    @Test
    void absurdPastsAreBornEnded() {
        for (CancelContext context : List.of(
                origin().withTimeoutNanos(Long.MIN_VALUE),
                origin().withTimeout(Duration.ofSeconds(Long.MIN_VALUE)),
                origin().withDeadline(Instant.MIN))) {
            assertExpired(context);
            assertTrue(context.remainingNanos() <= 0);
        }
    }

    @Test
    @Semantic(9)
    void expireIfDueEndsAtTheDeadlineAndNotANanosecondBefore() {
        long deadline = in(HOUR_NANOS);
        CancelContext context = origin().withDeadlineNanos(deadline, tooSlow);
        CancelContext child = context.withCancel();
        List<Thread> threads = new ArrayList<>();
        child.onDone(() -> threads.add(Thread.currentThread()));
        assertFalse(context.expireIfDue(deadline - 1));
        assertFalse(context.expireIfDue(in(0)));
        assertFalse(child.expireIfDue(deadline - HOUR_NANOS));
        assertLive(context);
        assertTrue(context.expireIfDue(deadline));
        assertEnded(context, Context.DEADLINE_EXCEEDED, tooSlow);
        assertEnded(child, Context.DEADLINE_EXCEEDED, tooSlow);
        assertEquals(List.of(Thread.currentThread()), threads, "on this thread");
        assertTrue(context.expireIfDue(deadline - 1), "from then on it only tells");
    }

    @Test
    @Semantic(9)
    void expireIfDueEndsTheAncestorThatOwnsTheDeadline() {
        for (int way = 0; way < 4; way++) {
            long deadline = in(HOUR_NANOS);
            CancelContext above = origin().withCancel();
            CancelContext owner = above.withDeadlineNanos(deadline, tooSlow);
            CancelContext sibling = owner.withCancel();
            Context child = switch (way) {
                case 0 -> owner.withCancel();
                case 1 -> owner.withValue(USER, "ada");
                case 2 -> owner.withCancel().withValue(USER, "ada").withDeadlineNanos(deadline + 1);
                default -> owner.withDeadlineNanos(deadline).withCancel();
            };
            assertFalse(child.expireIfDue(deadline - 1));
            assertTrue(child.expireIfDue(deadline + 1));
            assertEnded(owner, Context.DEADLINE_EXCEEDED, tooSlow);
            assertEnded(sibling, Context.DEADLINE_EXCEEDED, tooSlow);
            assertEnded(child, Context.DEADLINE_EXCEEDED, tooSlow);
            assertLive(above);
            above.cancel();
        }
    }

    @Test
    @Semantic(9)
    void expireIfDueOnlyTellsWhereThereIsNoDeadline() {
        CancelContext context = origin().withCancel();
        assertFalse(context.expireIfDue(in(HOUR_NANOS)));
        assertLive(context);
        context.cancel();
        assertTrue(context.expireIfDue(in(-HOUR_NANOS)));
        assertCanceled(context);
    }

    @Test
    @Semantic({1, 9})
    void expireIfDueChangesNothingThatHasEnded() {
        CancelContext context = origin().withTimeout(HOUR, tooSlow);
        Reason finished = new Reason("finished");
        context.cancel(finished);
        assertTrue(context.expireIfDue(in(2 * HOUR_NANOS)));
        assertEnded(context, Context.CANCELED, finished);
    }

    @Test
    @Semantic({1, 9})
    void concurrentPollersExpireOnce() {
        for (int round = 0; round < 100; round++) {
            CancelContext context = origin().withTimeout(HOUR, tooSlow);
            AtomicInteger runs = new AtomicInteger();
            context.onDone(runs::incrementAndGet);
            Background.Task poll = () -> assertTrue(context.expireIfDue(in(2 * HOUR_NANOS)));
            Background.race(poll, poll);
            assertEquals(1, runs.get());
            assertEnded(context, Context.DEADLINE_EXCEEDED, tooSlow);
        }
    }

    @Test
    @Semantic(8)
    void theFurthestDeadlineIsNotBeforeOneLongPassed() {
        CancelContext longPassed = root.withTimeoutNanos(Long.MIN_VALUE);
        CancelContext child = longPassed.withTimeoutNanos(Long.MAX_VALUE);
        assertEquals(longPassed.deadlineNanos(), child.deadlineNanos());
        assertTrue(child.isDone());
    }
}
