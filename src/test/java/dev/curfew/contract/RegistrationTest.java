package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Actions, with and without an executor, and what {@code stop()} says in every state; on contexts below each foreign
 * shape. Go's AfterFunc always has a goroutine of its own: here that is the executor.
 */
@EveryShape
@Semantic(3)
class RegistrationTest extends Contract {

    private final AtomicInteger runs = new AtomicInteger();
    private final List<Runnable> handedOver = new ArrayList<>();
    private final Executor holding = handedOver::add;

    private List<Context> contextsBelow(Context parent) {
        Context middle = through(parent);
        CancelContext child = middle.withCancel();
        return List.of(
                child,
                child.withValue(USER, "ada"),
                middle.withTimeout(HOUR),
                through(child).withCancel());
    }

    @Test
    @GoTest("TestAfterFuncCalledAfterCancel")
    void anActionRunsAfterTheEndAndNotBefore() {
        CancelContext parent = root.withCancel();
        List<Registration> registrations = new ArrayList<>();
        List<Context> contexts = contextsBelow(parent);
        contexts.forEach(context -> registrations.add(context.onDone(runs::incrementAndGet)));
        assertEquals(0, runs.get());
        parent.cancel();
        settle();
        assertEquals(contexts.size(), runs.get());
        registrations.forEach(registration -> assertFalse(registration.stop(), "it ran"));
        settle();
        assertEquals(contexts.size(), runs.get());
    }

    @Test
    @GoTest("TestAfterFuncCalledAfterTimeout")
    void anActionRunsAfterTheDeadline() {
        CancelContext parent = root.withTimeoutNanos(MILLI);
        List<Context> contexts = contextsBelow(parent);
        contexts.forEach(context -> context.onDone(runs::incrementAndGet));
        Background.until("all have run", () -> {
            settle();
            return runs.get() == contexts.size();
        });
    }

    @Test
    @GoTest("TestAfterFuncCalledImmediately")
    void anActionRunsAtOnceOnAnEndedContext() {
        CancelContext parent = root.withCancel();
        parent.cancel();
        for (Context context : contextsBelow(parent)) {
            runs.set(0);
            Registration registration = context.onDone(runs::incrementAndGet);
            assertEquals(1, runs.get());
            assertFalse(registration.stop(), "it ran");
        }
        settle();
        assertEquals(1, runs.get());
    }

    @Test
    @GoTest("TestAfterFuncNotCalledAfterStop")
    void aStoppedActionNeverRuns() {
        CancelContext parent = root.withCancel();
        for (Context context : contextsBelow(parent)) {
            Registration registration = context.onDone(runs::incrementAndGet);
            assertTrue(registration.stop(), "the first time");
            assertFalse(registration.stop(), "the second time");
            Registration handed = context.onDone(runs::incrementAndGet, holding);
            assertTrue(handed.stop(), "the first time");
            assertFalse(handed.stop(), "the second time");
        }
        parent.cancel();
        settle();
        assertEquals(0, runs.get());
        assertEquals(List.of(), handedOver);
    }

    @Test
    void closeIsStop() {
        CancelContext parent = root.withCancel();
        for (Context context : contextsBelow(parent)) {
            Registration kept;
            try (Registration registration = context.onDone(runs::incrementAndGet)) {
                kept = registration;
            }
            assertFalse(kept.stop());
        }
        parent.cancel();
        settle();
        assertEquals(0, runs.get());
    }

    @Test
    void anActionHandedToItsExecutorCannotBeStopped() {
        CancelContext parent = root.withCancel();
        CancelContext child = through(parent).withCancel();
        Registration registration = child.onDone(runs::incrementAndGet, holding);
        parent.cancel();
        settle();
        assertEquals(1, handedOver.size());
        assertEquals(0, runs.get());
        assertFalse(registration.stop(), "it was handed over");
        handedOver.get(0).run();
        assertEquals(1, runs.get());
    }

    @Test
    void anActionIsHandedOverAtOnceOnAnEndedContext() {
        CancelContext child = origin().withCancel();
        child.cancel();
        assertFalse(child.onDone(runs::incrementAndGet, holding).stop());
        assertEquals(1, handedOver.size());
    }

    @Test
    @GoTest({"TestAfterFuncCalledAsynchronously", "source: stop() never waits for f"})
    void cancelAndStopDoNotWaitForAnActionInItsExecutor() {
        CancelContext parent = root.withCancel();
        CancelContext child = through(parent).withCancel();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Registration registration = child.onDone(
                () -> {
                    running.countDown();
                    Background.await(release);
                    over.countDown();
                },
                task -> Background.start(task::run));
        parent.cancel();
        settle();
        Background.await(running);
        assertFalse(registration.stop(), "it is running");
        release.countDown();
        Background.await(over);
        assertFalse(registration.stop(), "it ran");
    }

    @Test
    void stopFromAnotherThreadDoesNotWaitForARunningAction() {
        CancelContext parent = root.withCancel();
        CancelContext child = through(parent).withCancel();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Registration registration = child.onDone(() -> {
            running.countDown();
            Background.await(release);
        });
        var ending = Background.start(() -> {
            parent.cancel();
            settle();
        });
        Background.await(running);
        assertFalse(registration.stop(), "it is running");
        release.countDown();
        Background.get(ending);
    }

    @Test
    void oneOfTwoConcurrentStopsSucceeds() {
        CancelContext child = origin().withCancel();
        for (int round = 0; round < 200; round++) {
            Registration registration = child.onDone(runs::incrementAndGet);
            AtomicInteger stopped = new AtomicInteger();
            Background.Task stop = () -> {
                if (registration.stop()) {
                    stopped.incrementAndGet();
                }
            };
            Background.race(stop, stop);
            assertEquals(1, stopped.get());
        }
        child.cancel();
        assertEquals(0, runs.get());
    }

    @Test
    void stopRacingTheEndTellsTheTruth() {
        for (int round = 0; round < 300; round++) {
            CancelContext parent = root.withCancel();
            CancelContext child = through(parent).withCancel();
            AtomicInteger ran = new AtomicInteger();
            Registration registration = child.onDone(ran::incrementAndGet);
            boolean[] stopped = new boolean[1];
            Background.race(
                    () -> {
                        parent.cancel();
                        settle();
                    },
                    () -> stopped[0] = registration.stop());
            assertEquals(stopped[0] ? 0 : 1, ran.get(), "stop() said " + stopped[0]);
        }
    }

    @Test
    @Semantic(18)
    @GoTest("source: AfterFunc on a never-cancelled ctx")
    void onWhatNeverEndsStopSucceedsOnce() {
        for (Context forever : List.of(root, runtime.todo(), root.withValue(USER, "ada"), root.withoutCancel())) {
            for (Registration registration : List.of(
                    forever.onDone(runs::incrementAndGet),
                    forever.onDone(runs::incrementAndGet, holding),
                    forever.done().onDone(runs::incrementAndGet))) {
                assertTrue(registration.stop());
                assertFalse(registration.stop());
            }
        }
        assertEquals(0, runs.get());
    }

    @Test
    void manyActionsAreStoppedInAnyOrder() {
        CancelContext child = origin().withCancel();
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            registrations.add(child.onDone(runs::incrementAndGet));
        }
        Collections.shuffle(registrations, new Random(42));
        registrations.subList(0, 200).forEach(registration -> assertTrue(registration.stop()));
        child.cancel();
        assertEquals(100, runs.get());
        registrations.forEach(registration -> assertFalse(registration.stop()));
    }
}
