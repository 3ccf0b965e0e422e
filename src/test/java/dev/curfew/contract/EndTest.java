package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How one context ends: the first end wins, and what is read of it. */
@EveryCore
class EndTest extends Contract {

    @Test
    void aFreshContextIsLive() {
        assertLive(root.withCancel());
        assertLive(root.withTimeout(HOUR));
        assertLive(root.withValue(USER, "ada"));
    }

    @Test
    @Semantic({1, 7})
    void cancelEndsOnceAndSaysSo() {
        CancelContext context = root.withCancel();
        assertTrue(context.cancel(), "this call ended it");
        assertCanceled(context);
        assertFalse(context.cancel(), "the second did not");
        assertFalse(context.cancel(new Reason("late")), "nor the third");
        assertCanceled(context);
    }

    @Test
    @Semantic({1, 7})
    void theFirstCauseStays() {
        CancelContext context = root.withCancel();
        Reason first = new Reason("first");
        assertTrue(context.cancel(first));
        assertFalse(context.cancel(new Reason("second")));
        assertFalse(context.cancel());
        assertEnded(context, Context.CANCELED, first);
    }

    @Test
    @Semantic(7)
    void anyThrowableIsACause() {
        for (Throwable cause : List.of(new Error("e"), new RuntimeException("r"), Context.DEADLINE_EXCEEDED)) {
            CancelContext context = root.withCancel();
            context.cancel(cause);
            assertEnded(context, Context.CANCELED, cause);
        }
    }

    @Test
    @Semantic(7)
    void aNullCauseIsCanceled() {
        CancelContext context = root.withCancel();
        assertTrue(context.cancel(null));
        assertCanceled(context);
    }

    @Test
    @Semantic(1)
    void closeIsCancel() {
        CancelContext kept;
        try (CancelContext context = root.withCancel()) {
            kept = context;
            assertLive(context);
        }
        assertCanceled(kept);
        kept.close();
        assertCanceled(kept);
    }

    @Test
    @Semantic(1)
    void theDeadlineChangesNothingAfterCancel() throws InterruptedException {
        long deadline = in(2 * MILLI);
        CancelContext context = root.withDeadlineNanos(deadline, new Reason("too slow"));
        Reason reason = new Reason("finished");
        if (context.cancel(reason)) { // else this thread slept past the deadline
            root.withDeadlineNanos(deadline + MILLI).await();
            assertTrue(context.expireIfDue(in(0)));
            assertEnded(context, Context.CANCELED, reason);
        }
    }

    @Test
    @Semantic(1)
    void cancelChangesNothingAfterTheDeadline() throws InterruptedException {
        Reason tooSlow = new Reason("too slow");
        CancelContext context = root.withTimeoutNanos(MILLI, tooSlow);
        context.await();
        assertFalse(context.cancel(new Reason("late")));
        assertEnded(context, Context.DEADLINE_EXCEEDED, tooSlow);
    }

    @Test
    @Semantic(1)
    void theParentsEndChangesNothingAfterTheChilds() {
        CancelContext parent = root.withCancel();
        CancelContext child = parent.withCancel();
        Reason own = new Reason("own");
        child.cancel(own);
        parent.cancel(new Reason("parent's"));
        assertEnded(child, Context.CANCELED, own);
    }

    @Test
    @Semantic(1)
    void oneOfManyConcurrentCancelsWins() {
        for (int round = 0; round < 1_000; round++) {
            CancelContext context = root.withCancel();
            List<Throwable> winners = Collections.synchronizedList(new ArrayList<>());
            Background.Task[] cancels = new Background.Task[3];
            for (int i = 0; i < cancels.length; i++) {
                Reason reason = new Reason("thread " + i);
                cancels[i] = () -> {
                    if (context.cancel(reason)) {
                        winners.add(reason);
                    }
                    assertTrue(context.isDone(), "after cancel returned, whoever ended it");
                };
            }
            Background.race(cancels);
            assertEquals(1, winners.size(), "winners");
            assertEnded(context, Context.CANCELED, winners.get(0));
        }
    }

    @Test
    @Semantic(5)
    @GoTest("TestContextErrDoneRace")
    void errImpliesDone() {
        for (int round = 0; round < 1_000; round++) {
            CancelContext context = root.withCancel();
            Background.race(context::cancel, () -> {
                Background.spinUntil(() -> context.err() != null);
                assertTrue(context.isDone());
                assertTrue(context.done().isDone());
                assertNotNull(context.cause());
            });
        }
    }

    @Test
    @Semantic(5)
    @GoTest("TestCauseRace")
    void aPollerSeesNoCauseThenTheCause() {
        for (int round = 0; round < 1_000; round++) {
            CancelContext context = root.withCancel();
            Reason reason = new Reason("reason");
            Background.race(() -> context.cancel(reason), () -> {
                AtomicReference<Throwable> seen = new AtomicReference<>();
                Background.spinUntil(() -> {
                    seen.set(context.cause());
                    return seen.get() != null;
                });
                assertSame(reason, seen.get());
                assertSame(Context.CANCELED, context.err());
            });
        }
    }

    @Test
    @Semantic(5)
    void causeIsNullExactlyWhileErrIs() {
        for (int round = 0; round < 1_000; round++) {
            CancelContext context = root.withCancel();
            Background.race(() -> context.cancel(new Reason("reason")), () -> {
                Background.spinUntil(() -> {
                    boolean causeBefore = context.cause() != null;
                    boolean ended = context.err() != null;
                    boolean causeAfter = context.cause() != null;
                    assertTrue(!causeBefore || ended, "a cause without err");
                    assertTrue(!ended || causeAfter, "err without a cause");
                    return ended;
                });
            });
        }
    }

    @Test
    void throwIfDoneThrowsNothingWhileLive() {
        root.throwIfDone();
        root.withCancel().throwIfDone();
    }

    @Test
    @Semantic({5, 7})
    void aDoneContextAnswersTheSameForEver() {
        CancelContext context = root.withCancel();
        assertSame(context.done(), context.done(), "done while live");
        Object done = context.done();
        context.cancel(new Reason("reason"));
        ContextException err = context.err();
        Throwable cause = context.cause();
        for (int i = 0; i < 100; i++) {
            assertSame(done, context.done());
            assertSame(err, context.err());
            assertSame(cause, context.cause());
        }
    }

    @Test
    @Semantic(17)
    void whatHappenedBeforeCancelIsSeenByPollers() {
        int[] plain = new int[1];
        for (int round = 1; round <= 1_000; round++) {
            int value = round;
            CancelContext context = root.withCancel();
            CancelContext child = context.withCancel();
            Background.race(
                    () -> {
                        plain[0] = value;
                        context.cancel();
                    },
                    () -> {
                        Background.spinUntil(child::isDone);
                        assertEquals(value, plain[0]);
                    });
        }
    }

    @Test
    @Semantic(17)
    void whatHappenedBeforeCancelIsSeenByErrActionsAndWaiters() throws Exception {
        for (int round = 1; round <= 200; round++) {
            int[] plain = new int[1];
            CancelContext context = root.withCancel();
            AtomicInteger seenByAction = new AtomicInteger();
            CountDownLatch acted = new CountDownLatch(1);
            context.onDone(
                    () -> {
                        seenByAction.set(plain[0]);
                        acted.countDown();
                    },
                    task -> Background.start(task::run));
            Future<Integer> seenByWaiter = Background.call(() -> {
                context.await();
                return plain[0];
            });
            Future<Integer> seenByErr = Background.call(() -> {
                Background.spinUntil(() -> context.err() != null);
                return plain[0];
            });
            plain[0] = round;
            context.cancel();
            assertEquals(round, Background.get(seenByWaiter));
            assertEquals(round, Background.get(seenByErr));
            Background.await(acted);
            assertEquals(round, seenByAction.get());
        }
    }

    @Test
    @GoTest("TestInterlockedCancels")
    void aTaskWokenByTheParentsEndCancelsTheChild() {
        CancelContext parent = root.withCancel();
        CancelContext child = parent.withCancel();
        Future<?> woken = Background.start(() -> {
            parent.await();
            child.cancel();
        });
        parent.cancel();
        Background.get(woken);
        assertTrue(child.isDone());
    }

    @Test
    @Semantic({1, 2})
    @GoTest("TestSimultaneousCancels")
    void everyNodeOfATreeIsCancelledAtOnce() {
        for (int round = 0; round < 20; round++) {
            List<CancelContext> tree = new ArrayList<>(List.of(root.withCancel()));
            for (int next = 0; tree.size() < 125; next++) {
                tree.addAll(children(tree.get(next), 4));
            }
            List<CancelContext> shuffled = new ArrayList<>(tree);
            Collections.shuffle(shuffled, new Random(round));
            int half = shuffled.size() / 2;
            Background.race(
                    () -> shuffled.subList(0, half).forEach(CancelContext::cancel),
                    () -> shuffled.subList(half, shuffled.size()).forEach(CancelContext::cancel));
            assertAllCanceled(tree);
        }
    }

    @Test
    @GoTest("TestWithCancelSimultaneouslyCanceledParent")
    @Semantic({2, 6})
    void aChildDerivedWhileTheParentEndsHasTheParentsCause() {
        for (int round = 0; round < 1_000; round++) {
            CancelContext parent = root.withCancel();
            Reason reason = new Reason("parent's");
            AtomicReference<CancelContext> child = new AtomicReference<>();
            Background.race(() -> parent.cancel(reason), () -> child.set(parent.withCancel()));
            assertEnded(child.get(), Context.CANCELED, reason);
        }
    }

    @Test
    @Semantic({2, 6, 8})
    void aChildWithADeadlineDerivedWhileTheParentEndsHasTheParentsCause() {
        for (int round = 0; round < 500; round++) {
            CancelContext parent = root.withCancel();
            Reason reason = new Reason("parent's");
            AtomicReference<CancelContext> child = new AtomicReference<>();
            Background.race(() -> parent.cancel(reason), () -> child.set(parent.withTimeout(HOUR)));
            assertEnded(child.get(), Context.CANCELED, reason);
        }
    }

    @Test
    @Semantic({5, 18})
    void rootsNeverEnd() {
        for (Context forever : List.of(root, runtime.todo())) {
            forever.onDone(() -> {}).stop();
            assertLive(forever);
            assertFalse(forever.expireIfDue(in(HOUR_NANOS)));
            assertNull(forever.err());
        }
    }
}
