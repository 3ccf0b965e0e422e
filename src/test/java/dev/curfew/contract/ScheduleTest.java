package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.Semantic;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Actions after a delay, below each foreign shape. */
@EveryShape
@Semantic(25)
class ScheduleTest extends Contract {

    private final AtomicInteger runs = new AtomicInteger();
    private final ConcurrentLinkedQueue<Runnable> handedOver = new ConcurrentLinkedQueue<>();

    private void untilRun(int times) {
        Background.until("runs", () -> runs.get() == times);
    }

    private void runHandedOver() {
        for (Runnable task = handedOver.poll(); task != null; task = handedOver.poll()) {
            task.run();
        }
    }

    @Test
    void theActionRunsOnceTheDelayHasPassed() {
        AtomicLong ran = new AtomicLong();
        AtomicReference<Thread> on = new AtomicReference<>();
        long due = in(MILLI);
        Registration registration = origin().scheduleAfterNanos(MILLI, () -> {
            ran.set(runtime.clock().nanoTime());
            on.set(Thread.currentThread());
            runs.incrementAndGet();
        });
        untilRun(1);
        assertTrue(ran.get() - due >= 0, "never early");
        assertFalse(on.get() == Thread.currentThread(), "never inside the call");
        assertFalse(registration.stop());
    }

    @Test
    void aDelayOfZeroOrLessRunsAtTheNextTurn() {
        CancelContext parent = root.withCancel();
        CountDownLatch mayReturn = occupyTimerThread();
        var unused = through(parent).scheduleAfter(Duration.ZERO, runs::incrementAndGet);
        var unused2 = through(parent).scheduleAfter(Duration.ofSeconds(-1), runs::incrementAndGet);
        var unused3 = through(root).scheduleAfterNanos(-1, runs::incrementAndGet);
        assertEquals(0, runs.get());
        mayReturn.countDown();
        untilRun(3);
    }

    /** Keeps the thread that runs scheduled actions busy, until the result is counted down. */
    private CountDownLatch occupyTimerThread() {
        CountDownLatch mayReturn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        var unused = root.scheduleAfterNanos(0, () -> {
            begun.countDown();
            Background.await(mayReturn);
        });
        Background.await(begun);
        return mayReturn;
    }

    @Test
    void aStoppedActionNeverRuns() {
        CountDownLatch mayReturn = occupyTimerThread();
        Registration registration = origin().scheduleAfterNanos(1, () -> runs.addAndGet(100));
        assertTrue(registration.stop());
        assertFalse(registration.stop());
        var unused = origin().scheduleAfterNanos(MILLI, runs::incrementAndGet);
        mayReturn.countDown();
        untilRun(1);
    }

    @Test
    void theEndOfTheContextComesFirst() {
        CountDownLatch mayReturn = occupyTimerThread();
        CancelContext parent = root.withCancel();
        Registration registration = through(parent).scheduleAfterNanos(1, () -> runs.addAndGet(100));
        parent.cancel();
        settle();
        assertFalse(registration.stop(), "after the end");
        Registration late = through(parent).scheduleAfterNanos(0, () -> runs.addAndGet(100));
        assertFalse(late.stop(), "of a context that is done");
        var unused = root.scheduleAfterNanos(MILLI, runs::incrementAndGet);
        mayReturn.countDown();
        untilRun(1);
    }

    @Test
    void anActionThatWasHandedOverCanBeStopped() {
        Registration registration = origin().scheduleAfterNanos(0, runs::incrementAndGet, handedOver::add);
        Background.until("handed over", () -> handedOver.size() == 1);
        assertTrue(registration.stop());
        runHandedOver();
        assertEquals(0, runs.get());
        Registration begun = origin().scheduleAfter(Duration.ZERO, runs::incrementAndGet, handedOver::add);
        Background.until("handed over", () -> handedOver.size() == 1);
        runHandedOver();
        assertEquals(1, runs.get());
        assertFalse(begun.stop());
    }

    @Test
    void anActionThatWasHandedOverDoesNotBeginAfterTheEnd() {
        CancelContext parent = root.withCancel();
        Registration registration = through(parent).scheduleAfterNanos(0, runs::incrementAndGet, handedOver::add);
        Background.until("handed over", () -> handedOver.size() == 1);
        parent.cancel();
        settle();
        runHandedOver();
        assertEquals(0, runs.get());
        assertFalse(registration.stop());
    }

    @Test
    @Semantic(4)
    void failuresAreReported() {
        IllegalArgumentException failure = new IllegalArgumentException("of an action");
        RejectedExecutionException rejected = new RejectedExecutionException("full");
        var unused = origin().scheduleAfterNanos(0, () -> {
            throw failure;
        });
        var unused2 = origin().scheduleAfterNanos(1, runs::incrementAndGet, task -> {
            throw rejected;
        });
        var unused3 = origin().scheduleAfterNanos(3 * MILLI, runs::incrementAndGet);
        untilRun(1);
        failures.assertTold(failure, rejected);
    }

    @Test
    @Semantic(10)
    void whatIsOverIsReleased() {
        CancelContext parent = root.withCancel();
        Context foreign = lettingGo(parent);
        Collected.despite(foreign, "a stopped action", () -> {
            Object held = new Object();
            assertTrue(foreign.scheduleAfter(HOUR, held::hashCode).stop());
            return new WeakReference<>(held);
        });
        Collected.despite(foreign, "an action that has run", () -> {
            Object held = new Object();
            int before = runs.get();
            var unused = foreign.scheduleAfterNanos(0, () -> {
                held.hashCode();
                runs.incrementAndGet();
            });
            untilRun(before + 1);
            return new WeakReference<>(held);
        });
        CancelContext ending = root.withCancel();
        Context below = through(ending);
        Object[] kept = new Object[1];
        Collected.despite(kept, "an action of an ended context", () -> {
            Object held = new Object();
            kept[0] = below.scheduleAfter(HOUR, held::hashCode);
            ending.cancel();
            settle();
            return new WeakReference<>(held);
        });
        Collected.despite(kept, "an action of a context that had ended before", () -> {
            Object held = new Object();
            kept[0] = below.scheduleAfter(HOUR, held::hashCode);
            return new WeakReference<>(held);
        });
    }

    @Test
    @Semantic(14)
    void closingDropsActions() {
        ContextRuntime closing = newRuntime();
        Registration registration = closing.background().scheduleAfter(HOUR, runs::incrementAndGet);
        closing.close();
        assertFalse(registration.stop());
        assertEquals(0, runs.get());
        assertThrows(
                IllegalStateException.class, () -> closing.background().scheduleAfter(HOUR, runs::incrementAndGet));
    }

    @Test
    @Semantic(15)
    void nullsAreNamed() {
        Context context = origin();
        assertNamed("delay", () -> context.scheduleAfter(null, runs::incrementAndGet));
        assertNamed("action", () -> context.scheduleAfter(HOUR, null));
        assertNamed("action", () -> context.scheduleAfterNanos(1, null));
        assertNamed("executor", () -> context.scheduleAfter(HOUR, runs::incrementAndGet, null));
        assertNamed("executor", () -> context.scheduleAfterNanos(1, runs::incrementAndGet, null));
    }

    private static void assertNamed(String parameter, Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }

    @Test
    void stopAgainstTheTimer() {
        for (int round = 0; round < 500; round++) {
            AtomicInteger ran = new AtomicInteger();
            Registration registration = origin().scheduleAfterNanos(MILLI / 20, ran::incrementAndGet);
            Background.spinUntil(() -> Math.random() < 0.001);
            boolean stopped = registration.stop();
            if (!stopped) {
                Background.until("run", () -> ran.get() == 1);
            } else {
                runs.addAndGet(ran.get());
            }
        }
        assertEquals(0, runs.get(), "runs of actions that were stopped");
    }
}
