package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Actions that throw, and actions that work on the very contexts that are being ended: nothing lost, nothing twice. */
@EveryCore
@Semantic(4)
class MisbehavingActionTest extends Contract {

    private static final List<Throwable> THROWABLES = List.of(
            new IllegalStateException("unchecked"),
            new Reason("checked"),
            new Error("error"),
            new StackOverflowError("fatal, some say"),
            new AssertionError("assertion"));

    private final AtomicInteger runs = new AtomicInteger();

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneak(Throwable throwable) throws T {
        throw (T) throwable;
    }

    private static Runnable throwing(Throwable throwable) {
        return () -> {
            throw MisbehavingActionTest.<RuntimeException>sneak(throwable);
        };
    }

    @Test
    void whatAnActionThrowsReachesTheErrorHandlerAndAllOthersRun() {
        CancelContext top = root.withCancel();
        CancelContext child = top.withCancel();
        Context value = child.withValue(USER, "ada");
        for (Throwable throwable : THROWABLES) {
            for (Context context : List.of(top, child, value)) {
                context.onDone(runs::incrementAndGet);
                context.onDone(throwing(throwable));
                context.onDone(runs::incrementAndGet);
                context.done().onDone(runs::incrementAndGet);
            }
        }
        assertTrue(top.cancel());
        assertAllCanceled(List.of(top, child));
        assertEquals(THROWABLES.size() * 3 * 3, runs.get());
        List<Throwable> told = failures.take();
        assertEquals(THROWABLES.size() * 3, told.size());
        THROWABLES.forEach(throwable ->
                assertEquals(3, told.stream().filter(t -> t == throwable).count(), () -> "told of " + throwable));
    }

    @Test
    void whatAnActionOfTheSignalThrowsReachesTheErrorHandler() {
        CancelContext top = root.withCancel();
        top.done().onDone(throwing(THROWABLES.get(0)));
        top.done().onDone(throwing(THROWABLES.get(2)));
        top.done().onDone(runs::incrementAndGet);
        assertTrue(top.cancel());
        assertEquals(1, runs.get());
        failures.assertTold(THROWABLES.get(0), THROWABLES.get(2));
    }

    @Test
    void whatAnActionThrowsThatRunsAtOnceReachesTheErrorHandler() {
        CancelContext top = root.withCancel();
        top.cancel();
        for (Throwable throwable : THROWABLES) {
            assertFalse(top.onDone(throwing(throwable)).stop());
            failures.assertTold(throwable);
            assertFalse(top.done().onDone(throwing(throwable)).stop());
            failures.assertTold(throwable);
        }
    }

    @Test
    void whatAnActionThrowsAtADeadlineReachesTheErrorHandlerAndLaterDeadlinesPass() throws InterruptedException {
        for (Throwable throwable : THROWABLES) {
            CancelContext context = root.withTimeoutNanos(MILLI);
            CountDownLatch told = new CountDownLatch(1);
            context.onDone(throwing(throwable));
            context.onDone(told::countDown);
            Background.await(told);
            failures.assertTold(throwable);
            root.withTimeoutNanos(MILLI).await();
        }
    }

    @Test
    void whatAnActionThrowsInItsExecutorReachesTheErrorHandler() {
        CancelContext context = root.withCancel();
        for (Throwable throwable : THROWABLES) {
            context.onDone(throwing(throwable), Runnable::run);
        }
        context.onDone(runs::incrementAndGet, Runnable::run);
        context.cancel();
        assertEquals(1, runs.get());
        failures.assertTold(THROWABLES.toArray(new Throwable[0]));
    }

    @Test
    void aRejectingExecutorIsAFailureLikeAnyOther() {
        CancelContext context = root.withCancel();
        RejectedExecutionException rejected = new RejectedExecutionException("full");
        Error broken = new Error("broken executor");
        context.onDone(runs::incrementAndGet, task -> {
            throw rejected;
        });
        context.onDone(runs::incrementAndGet, task -> {
            throw broken;
        });
        context.onDone(runs::incrementAndGet);
        assertTrue(context.cancel());
        assertEquals(1, runs.get(), "a rejected action never runs, the others do");
        failures.assertTold(rejected, broken);
        assertFalse(context.onDone(runs::incrementAndGet, task -> {
                    throw rejected;
                })
                .stop());
        failures.assertTold(rejected);
    }

    @Test
    void anErrorHandlerThatThrowsStrandsNobody() throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        try (ContextRuntime own = ContextRuntime.builder()
                .core(subject.core())
                .errorHandler(failure -> {
                    told.incrementAndGet();
                    throw MisbehavingActionTest.<RuntimeException>sneak(failure);
                })
                .build()) {
            CancelContext top = own.background().withCancel();
            CancelContext child = top.withCancel();
            for (Throwable throwable : THROWABLES) {
                top.onDone(throwing(throwable));
                child.onDone(throwing(throwable));
                child.onDone(runs::incrementAndGet);
            }
            assertTrue(top.cancel());
            assertCanceled(child);
            assertEquals(THROWABLES.size(), runs.get());
            assertEquals(2 * THROWABLES.size(), told.get());
            for (int i = 0; i < 3; i++) { // the timer's thread survives as well
                CancelContext expiring = own.background().withTimeoutNanos(MILLI);
                expiring.onDone(throwing(THROWABLES.get(0)));
                expiring.await();
                Background.until("told of a failure at a deadline", () -> told.get() > 2 * THROWABLES.size());
            }
        }
    }

    @Test
    @Semantic({1, 3})
    void anActionMayCancelWhatIsBeingEnded() {
        CancelContext top = root.withCancel();
        CancelContext child = top.withCancel();
        CancelContext sibling = top.withCancel();
        CancelContext grandchild = child.withCancel();
        for (CancelContext context : List.of(top, child, sibling, grandchild)) {
            context.onDone(() -> {
                runs.incrementAndGet();
                for (CancelContext other : List.of(top, child, sibling, grandchild)) {
                    assertFalse(other.cancel(new Reason("too late")));
                }
            });
        }
        assertTrue(top.cancel());
        assertEquals(4, runs.get());
        assertAllCanceled(List.of(top, child, sibling, grandchild));
    }

    @Test
    void anActionMayCancelWhatIsNotBeingEnded() {
        CancelContext parent = root.withCancel();
        CancelContext child = parent.withCancel();
        CancelContext stranger = root.withCancel();
        List<String> order = new ArrayList<>();
        child.onDone(() -> {
            order.add("child");
            assertTrue(parent.cancel(), "upwards");
            assertTrue(stranger.cancel(), "sideways");
        });
        parent.onDone(() -> order.add("parent"));
        stranger.onDone(() -> order.add("stranger"));
        assertTrue(child.cancel());
        assertEquals(
                List.of("child", "parent", "stranger"), order.stream().sorted().toList());
        assertEquals(3, order.size());
        assertAllCanceled(List.of(parent, child, stranger));
    }

    @Test
    void aCascadeOfActionsThatEndOneAnotherRunsEachOnce() {
        List<CancelContext> ring = children(root, 100);
        for (int i = 0; i < ring.size(); i++) {
            CancelContext next = ring.get((i + 1) % ring.size());
            ring.get(i).onDone(() -> {
                runs.incrementAndGet();
                next.cancel();
            });
        }
        ring.get(0).cancel();
        assertEquals(ring.size(), runs.get());
        assertAllCanceled(ring);
    }

    @Test
    @Semantic({2, 6})
    void anActionMayDeriveFromWhatIsBeingEnded() {
        CancelContext top = root.withCancel();
        CancelContext child = top.withCancel();
        Reason reason = new Reason("the end");
        top.onDone(() -> {
            for (Context parent : List.of(top, child, child.withValue(USER, "ada"))) {
                for (Context born : List.of(parent.withCancel(), parent.withTimeout(HOUR))) {
                    assertEnded(born, Context.CANCELED, reason);
                    born.onDone(runs::incrementAndGet);
                }
            }
        });
        top.cancel(reason);
        assertEquals(6, runs.get());
    }

    @Test
    @Semantic(3)
    void anActionRegisteredByAnActionRunsAtOnce() {
        CancelContext top = root.withCancel();
        CancelContext child = top.withCancel();
        List<String> order = new ArrayList<>();
        child.onDone(() -> order.add("child's"));
        top.onDone(() -> {
            order.add("first");
            top.onDone(() -> order.add("nested on the same"));
            child.onDone(() -> order.add("nested on the child"));
        });
        top.onDone(() -> order.add("second"));
        top.cancel();
        assertEquals(List.of("first", "nested on the same", "nested on the child", "second", "child's"), order);
    }

    @Test
    void anActionMayStopOthersThatHaveNotRun() {
        CancelContext top = root.withCancel();
        CancelContext child = top.withCancel();
        List<AtomicReference<Registration>> later = new ArrayList<>();
        List<AtomicInteger> laterRuns = new ArrayList<>();
        List<Boolean> stopped = new ArrayList<>();
        top.onDone(() ->
                later.forEach(registration -> stopped.add(registration.get().stop())));
        for (Context context : List.of(top, top, child, child)) {
            AtomicInteger count = new AtomicInteger();
            laterRuns.add(count);
            later.add(new AtomicReference<>(context.onDone(count::incrementAndGet)));
        }
        top.cancel();
        assertEquals(4, stopped.size());
        for (int i = 0; i < stopped.size(); i++) {
            assertEquals(stopped.get(i) ? 0 : 1, laterRuns.get(i).get(), "stop() said " + stopped.get(i));
            assertFalse(later.get(i).get().stop());
        }
    }

    @Test
    void anActionMayStopItself() {
        CancelContext context = root.withCancel();
        AtomicReference<Registration> own = new AtomicReference<>();
        own.set(context.onDone(() -> {
            runs.incrementAndGet();
            assertFalse(own.get().stop(), "it is running");
        }));
        context.cancel();
        assertEquals(1, runs.get());
    }

    @Test
    @Semantic({8, 21})
    void anActionOnTheTimersThreadMayDoAllThat() {
        CancelContext top = root.withTimeoutNanos(MILLI);
        CancelContext child = top.withCancel();
        CountDownLatch done = new CountDownLatch(1);
        top.onDone(() -> {
            child.cancel();
            assertExpired(top.withCancel());
            assertExpired(child);
            child.onDone(runs::incrementAndGet);
            root.withTimeoutNanos(MILLI).onDone(done::countDown);
        });
        Background.await(done);
        assertEquals(1, runs.get());
    }

    @Test
    void anActionThatBlocksKeepsNobodyElseFromPolling() {
        CancelContext top = root.withCancel();
        CancelContext child = top.withCancel();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        top.onDone(() -> {
            running.countDown();
            Background.await(release);
        });
        var ending = Background.start(top::cancel);
        Background.await(running);
        assertCanceled(child);
        assertFalse(child.cancel());
        assertCanceled(top.withCancel());
        assertSame(Context.CANCELED, top.withTimeout(HOUR).err());
        top.onDone(runs::incrementAndGet);
        child.onDone(() -> {}).stop();
        assertEquals(1, runs.get(), "one that comes later runs at once");
        release.countDown();
        Background.get(ending);
    }
}
