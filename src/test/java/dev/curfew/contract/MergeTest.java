package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.Semantic;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Contexts that also end with others, of this core and behind each foreign shape. */
@EveryShape
@Semantic(23)
class MergeTest extends Contract {

    private final Reason gone = new Reason("gone");
    private final Reason parentGone = new Reason("parent gone");

    private void assertEndedWith(Context context, Throwable cause) {
        settle();
        assertEndedThrough(context, Context.CANCELED, cause);
    }

    @Test
    void itEndsWithTheOther() {
        CancelContext parent = root.withCancel();
        CancelContext other = root.withCancel();
        CancelContext merged = parent.withCancelOn(through(other));
        CancelContext below = merged.withCancel();
        assertAllLive(List.of(merged, below));
        other.cancel(gone);
        assertEndedWith(merged, gone);
        assertEndedWith(below, gone);
        assertLive(parent);
        parent.cancel(parentGone);
        assertEndedWith(merged, gone);
    }

    @Test
    void itEndsWithItsParent() {
        CancelContext parent = root.withCancel();
        CancelContext other = root.withCancel();
        CancelContext merged = through(parent).withCancelOn(through(other));
        parent.cancel(parentGone);
        assertEndedWith(merged, parentGone);
        other.cancel(gone);
        assertEndedWith(merged, parentGone);
    }

    @Test
    void itEndsByItself() {
        CancelContext parent = root.withCancel();
        CancelContext other = root.withCancel();
        CancelContext merged = parent.withCancelOn(through(other));
        assertTrue(merged.cancel(gone));
        assertEnded(merged, Context.CANCELED, gone);
        assertAllLive(List.of(parent, other));
    }

    @Test
    void anyOfSeveralEndsIt() {
        for (int ending = 0; ending < 4; ending++) {
            List<CancelContext> others = children(root, 4);
            CancelContext merged = root.withCancelOn(
                    through(others.get(0)), through(others.get(1)), others.get(2), through(others.get(3)));
            others.get(ending).cancel();
            settle();
            assertTrue(merged.isDone(), "with other " + ending);
        }
    }

    @Test
    void itIsBornEndedAndTheParentIsAskedFirst() {
        CancelContext parent = root.withCancel();
        CancelContext first = root.withCancel();
        CancelContext second = root.withCancel();
        second.cancel(new Reason("second"));
        first.cancel(gone);
        settle();
        CancelContext merged = parent.withCancelOn(through(first), through(second));
        assertEndedThrough(merged, Context.CANCELED, gone);
        parent.cancel(parentGone);
        assertEnded(parent.withCancelOn(through(first)), Context.CANCELED, parentGone);
    }

    @Test
    void valuesAndRuntimeAreThoseOfTheParent() {
        Context other = root.withValue(USER, "bob").withCancel();
        Context merged = root.withValue(USER, "ada").withCancelOn(through(other));
        assertEquals("ada", merged.value(USER));
        assertSame(runtime, merged.runtime());
    }

    @Test
    void whatCannotEndCostsNothing() {
        CancelContext parent = root.withCancel();
        Context merged = parent.withCancelOn(root, parent, parent.withValue(USER, "ada"), root.withoutCancel());
        assertEquals(parent.withCancel().toString(), merged.toString());
        assertLive(merged);
        parent.cancel(parentGone);
        assertEnded(merged, Context.CANCELED, parentGone);
    }

    @Test
    @Semantic(3)
    void everythingBelowIsMarkedBeforeAnActionRuns() {
        CancelContext other = root.withCancel();
        List<String> order = new ArrayList<>();
        AtomicInteger live = new AtomicInteger();
        CancelContext merged = root.withCancelOn(other);
        List<CancelContext> below = chain(merged, 10);
        var unused = other.onDone(() -> {
            order.add("other");
            below.forEach(context -> live.addAndGet(context.isDone() ? 0 : 1));
        });
        var unused2 = merged.onDone(() -> order.add("merged"));
        var unused3 = below.get(9).onDone(() -> order.add("below"));
        other.cancel();
        assertEquals(0, live.get(), "live below while an action of the other ran");
        assertEquals(List.of("other", "merged", "below"), order);
    }

    @Test
    void theEarliestDeadlineIsItsDeadline() {
        CancelContext parent = root.withTimeout(HOUR);
        CancelContext sooner = root.withTimeoutNanos(HOUR_NANOS / 2);
        CancelContext later = root.withTimeoutNanos(2 * HOUR_NANOS);
        assertEquals(
                sooner.deadlineNanos(),
                parent.withCancelOn(later, through(sooner)).deadlineNanos());
        assertEquals(parent.deadlineNanos(), parent.withCancelOn(through(later)).deadlineNanos());
        assertEquals(later.deadlineNanos(), root.withCancelOn(through(later)).deadlineNanos());
        CancelContext merged = root.withCancelOn(sooner);
        assertEquals(sooner.deadlineNanos(), merged.withCancel().deadlineNanos());
        assertEquals(sooner.deadlineNanos(), merged.withTimeout(HOUR).deadlineNanos());
    }

    @Test
    @Semantic(9)
    void expireIfDueEndsTheOwnerOfTheEarliestDeadline() {
        CancelContext sooner = root.withTimeout(HOUR);
        CancelContext merged = root.withCancelOn(sooner).withCancelOn(root.withCancel());
        CancelContext below = merged.withTimeoutNanos(HOUR_NANOS + 1);
        assertFalse(below.expireIfDue(sooner.deadlineNanos() - 1));
        assertTrue(below.expireIfDue(sooner.deadlineNanos()));
        assertExpired(sooner);
        assertExpired(merged);
    }

    /** The owner may lie behind leases, and behind a context that only forwards to a context of another runtime. */
    @Test
    @Semantic(9)
    void expireIfDueEndsTheOwnerBehindALeaseAndBehindAnotherRuntime() {
        CancelContext owner = root.withTimeout(HOUR);
        CancelContext merged =
                root.withCancelOn(owner.withLease(Duration.ofDays(1)).withLease(Duration.ofDays(1)));
        assertEquals(owner.deadlineNanos(), merged.deadlineNanos());
        assertFalse(merged.expireIfDue(owner.deadlineNanos() - 1));
        assertTrue(merged.expireIfDue(owner.deadlineNanos()));
        assertExpired(owner);
        ContextRuntime another = newRuntime();
        CancelContext ofAnother = another.background().withTimeout(HOUR);
        Context forwarding = new ForwardingContext(ofAnother.withLease(Duration.ofDays(1))) {};
        CancelContext across = root.withTimeout(Duration.ofDays(1)).withCancelOn(root.withCancel(), forwarding);
        assertEquals(ofAnother.deadlineNanos(), across.deadlineNanos());
        assertTrue(across.withCancel().expireIfDue(ofAnother.deadlineNanos()));
        assertExpired(ofAnother);
        assertExpired(across);
        another.close();
    }

    /** A context that only forwards ends at the deadline of its delegate, whatever it shows. */
    @Test
    void aDeadlineThatAForwardingContextMakesUpEndsNothing() {
        CancelContext delegate = root.withTimeoutNanos(2 * HOUR_NANOS);
        Context shows = new ForwardingContext(delegate) {
            @Override
            public long deadlineNanos() {
                return delegate.deadlineNanos() - HOUR_NANOS - 1;
            }
        };
        CancelContext parent = root.withDeadlineNanos(delegate.deadlineNanos() - HOUR_NANOS);
        assertEquals(parent.deadlineNanos(), parent.withCancelOn(shows).deadlineNanos());
    }

    /** Two contexts end together if they have the same {@code Done}, not an equal one. */
    @Test
    void aDoneIsComparedByIdentity() {
        CancelContext other = root.withCancel();
        CancelContext merged = root.withCancelOn(new AlikeContext(root.withCancel()), new AlikeContext(other));
        other.cancel(gone);
        assertEnded(merged, Context.CANCELED, gone);
    }

    /** A context with a {@code Done} that equals any other one. */
    private static final class AlikeContext extends ForwardingContext implements Done {

        private final Context context;

        AlikeContext(Context context) {
            super(context);
            this.context = context;
        }

        @Override
        public Done done() {
            return this;
        }

        @Override
        public boolean isDone() {
            return context.isDone();
        }

        @Override
        public Registration onDone(Runnable action) {
            return context.onDone(action);
        }

        @Override
        public void await() throws InterruptedException {
            context.await();
        }

        @Override
        public boolean awaitNanos(long timeoutNanos) throws InterruptedException {
            return context.awaitNanos(timeoutNanos);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof AlikeContext;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    @Semantic(9)
    void expireIfDueEndsAnOwnerAboveALease() {
        CancelContext owner = root.withTimeout(HOUR);
        CancelContext merged = root.withCancelOn(owner.withLease(HOUR.multipliedBy(2)));
        assertFalse(merged.expireIfDue(owner.deadlineNanos() - 1));
        assertTrue(merged.expireIfDue(owner.deadlineNanos()));
        assertExpired(owner);
        assertExpired(merged);
    }

    @Test
    @Semantic(10)
    void theOtherLetsGoOfOneThatHasEnded() {
        CancelContext other = root.withCancel();
        CancelContext parent = root.withCancel();
        Context foreign = lettingGo(other);
        CancelContext stays = parent.withCancelOn(foreign);
        Collected.despite(List.of(other, parent, foreign, stays), "ended by itself", () -> {
            CancelContext merged = parent.withCancelOn(foreign);
            merged.cancel();
            return new WeakReference<>(merged);
        });
        Collected.despite(List.of(other, parent, foreign, stays), "ended with its parent", () -> {
            CancelContext middle = parent.withCancel();
            CancelContext merged = middle.withCancelOn(foreign);
            middle.cancel();
            return new WeakReference<>(merged);
        });
        Collected.despite(List.of(other, parent, foreign, stays), "ended with another", () -> {
            CancelContext another = root.withCancel();
            CancelContext merged = parent.withCancelOn(foreign, another);
            another.cancel();
            settle();
            return new WeakReference<>(merged);
        });
        settle();
        assertAllLive(List.of(other, parent, stays));
    }

    @Test
    void aLongRowAndALadderNeedNoStack() {
        CancelContext other = root.withCancel();
        CancelContext left = root.withCancel();
        CancelContext right = root.withTimeout(HOUR);
        for (int i = 0; i < DEEP / 4; i++) {
            CancelContext nextLeft = left.withCancelOn(right);
            right = right.withCancelOn(left, other);
            left = nextLeft;
        }
        assertFalse(left.expireIfDue());
        other.cancel(gone);
        assertEnded(left, Context.CANCELED, gone);
        assertEnded(right, Context.CANCELED, gone);
    }

    @Test
    @Semantic(15)
    void nullsAreNamed() {
        CancelContext parent = root.withCancel();
        assertEquals(
                "other",
                assertThrows(NullPointerException.class, () -> parent.withCancelOn((Context) null))
                        .getMessage());
        assertEquals(
                "more",
                assertThrows(NullPointerException.class, () -> parent.withCancelOn(root, (Context) null))
                        .getMessage());
        assertEquals(
                "more",
                assertThrows(NullPointerException.class, () -> parent.withCancelOn(root, (Context[]) null))
                        .getMessage());
    }

    @Test
    @Semantic(2)
    void endsOfBothSidesAtOnceLeaveNothingLive() {
        for (int round = 0; round < 2_000; round++) {
            CancelContext parent = root.withCancel();
            CancelContext other = root.withCancel();
            CancelContext merged = parent.withCancelOn(other);
            CancelContext below = merged.withCancel();
            AtomicInteger runs = new AtomicInteger();
            var unused = below.onDone(runs::incrementAndGet);
            Background.race(
                    () -> {
                        parent.cancel();
                        assertTrue(below.isDone(), "below after the end of the parent");
                    },
                    () -> {
                        other.cancel();
                        assertTrue(below.isDone(), "below after the end of the other");
                    });
            assertEquals(1, runs.get(), "runs of the action");
        }
    }
}
