package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Flag, then notify: what actions and waiters find when an end tells them, and in which order they are told. */
@EveryCore
@Semantic(3)
class NotifyTest extends Contract {

    /** More than the lock-free core counts. */
    private static final int MANY = 2_000;

    @Test
    void actionsOfAWideTreeFindAllOfItDone() {
        CancelContext top = root.withCancel();
        List<CancelContext> all = new ArrayList<>(List.of(top));
        for (CancelContext child : children(top, 100)) {
            all.add(child);
            all.addAll(children(child, 5));
        }
        AtomicInteger runs = new AtomicInteger();
        all.forEach(context -> context.onDone(() -> {
            runs.incrementAndGet();
            assertAllDone("when an action runs", all);
        }));
        top.cancel();
        assertEquals(all.size(), runs.get());
    }

    @Test
    void actionsOfADeepTreeFindAllOfItDone() {
        List<CancelContext> chain = chain(root, 300);
        AtomicInteger runs = new AtomicInteger();
        chain.forEach(context -> context.onDone(() -> {
            runs.incrementAndGet();
            assertAllDone("when an action runs", chain);
        }));
        chain.get(0).cancel();
        assertEquals(chain.size(), runs.get());
    }

    @Test
    @Semantic(2)
    void aVeryDeepTreeEndsWithoutOverflow() {
        List<CancelContext> chain = chain(root, DEEP);
        AtomicInteger seen = new AtomicInteger();
        CancelContext bottom = chain.get(chain.size() - 1);
        chain.get(0).onDone(() -> seen.addAndGet(bottom.isDone() ? 1 : 0));
        bottom.onDone(seen::incrementAndGet);
        chain.get(0).cancel();
        assertAllDone("after cancel", chain);
        assertEquals(2, seen.get());
    }

    @Test
    @Semantic(2)
    void aVeryDeepTreeOfDeadlinesAndValuesEndsWithoutOverflow() {
        CancelContext top = root.withCancel();
        List<CancelContext> all = new ArrayList<>();
        Context tip = top;
        for (int i = 0; i < 1_000; i++) {
            CancelContext child = tip.withValue(RETRIES, i).withTimeoutNanos(HOUR_NANOS - i);
            all.add(child);
            tip = child;
        }
        top.cancel();
        assertAllCanceled(all);
    }

    @Test
    @Semantic(2)
    void aVeryWideTreeEnds() {
        CancelContext top = root.withCancel();
        List<CancelContext> all = children(top, 100_000);
        top.cancel();
        assertAllDone("after cancel", all);
    }

    @Test
    void waitersFindEverythingBelowDone() throws Exception {
        for (int round = 0; round < 50; round++) {
            CancelContext top = root.withCancel();
            CountDownLatch waits = new CountDownLatch(1);
            AtomicReference<Thread> waiter = new AtomicReference<>();
            List<CancelContext> below = new ArrayList<>(children(top, 50));
            Future<?> woken = Background.start(() -> {
                waiter.set(Thread.currentThread());
                waits.countDown();
                top.await();
                assertAllDone("when a waiter wakes", below);
            });
            Background.await(waits);
            Background.untilParked(waiter.get());
            below.addAll(children(top, 50));
            below.addAll(chain(top, 50));
            top.cancel();
            Background.get(woken);
        }
    }

    @Test
    void aWaiterWhoseTimeIsUpDuringTheEndIsToldNoSooner() {
        Random random = new Random(42);
        for (int round = 0; round < 60; round++) {
            CancelContext top = root.withCancel();
            List<CancelContext> below = children(top, 5_000);
            long timeout = 2 * MILLI;
            AtomicReference<Thread> waiter = new AtomicReference<>();
            AtomicLong started = new AtomicLong();
            Future<?> waiting = Background.start(() -> {
                waiter.set(Thread.currentThread());
                started.set(in(0));
                if (top.awaitNanos(timeout)) {
                    assertAllDone("when a wait is over and says that the end has come", below);
                }
            });
            Background.spinUntil(() -> started.get() != 0);
            boolean parked = waiter.get().getState() == Thread.State.TIMED_WAITING;
            long moment = started.get() + timeout - random.nextInt((int) MILLI / 4);
            while (in(0) - moment < 0) {
                parked |= waiter.get().getState() == Thread.State.TIMED_WAITING;
            }
            top.cancel();
            if (parked) { // else it may have come after the end, and then returned at once
                Background.get(waiting);
            }
        }
    }

    @Test
    void whoeverRegistersLaterIsToldAtOnce() throws Exception {
        CancelContext top = root.withCancel();
        top.cancel();
        AtomicInteger runs = new AtomicInteger();
        Thread here = Thread.currentThread();
        top.onDone(() -> {
            assertSame(here, Thread.currentThread());
            runs.incrementAndGet();
        });
        assertEquals(1, runs.get());
        top.await();
    }

    @Test
    void actionsRunOnTheEndingThread() {
        CancelContext top = root.withCancel();
        CancelContext child = top.withCancel();
        Thread here = Thread.currentThread();
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        top.onDone(() -> threads.add(Thread.currentThread()));
        child.onDone(() -> threads.add(Thread.currentThread()));
        top.cancel();
        assertEquals(List.of(here, here), threads);
    }

    @Test
    void actionsOfOneContextRunInTheOrderOfTheirRegistration() {
        CancelContext context = root.withCancel();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            int number = i;
            var registration = context.onDone(() -> order.add(number));
            if (i % 7 == 3) {
                assertTrue(registration.stop());
            }
            context.withCancel(); // links of another kind in between
        }
        context.cancel();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            if (i % 7 != 3) {
                expected.add(i);
            }
        }
        assertEquals(expected, order);
    }

    @Test
    void theParentsActionsRunBeforeItsChildrens() {
        CancelContext top = root.withCancel();
        List<String> order = new ArrayList<>();
        CancelContext child = top.withCancel();
        CancelContext grandchild = child.withValue(USER, "ada").withTimeout(HOUR);
        grandchild.onDone(() -> order.add("grandchild 1"));
        child.onDone(() -> order.add("child 1"));
        top.onDone(() -> order.add("top 1"));
        top.onDone(() -> order.add("top 2"));
        child.onDone(() -> order.add("child 2"));
        grandchild.onDone(() -> order.add("grandchild 2"));
        top.cancel();
        assertEquals(List.of("top 1", "top 2", "child 1", "child 2", "grandchild 1", "grandchild 2"), order);
    }

    @Test
    void ancestorsComeFirstInABushyTree() {
        CancelContext top = root.withCancel();
        List<String> order = new ArrayList<>();
        List<CancelContext> level = List.of(top);
        List<String> names = List.of("");
        for (int depth = 0; depth < 4; depth++) {
            List<CancelContext> nextLevel = new ArrayList<>();
            List<String> nextNames = new ArrayList<>();
            for (int i = 0; i < level.size(); i++) {
                for (int j = 0; j < 3; j++) {
                    CancelContext child = level.get(i).withCancel();
                    String name = names.get(i) + j;
                    child.onDone(() -> order.add(name));
                    nextLevel.add(child);
                    nextNames.add(name);
                }
            }
            level = nextLevel;
            names = nextNames;
        }
        top.cancel();
        assertEquals(3 + 9 + 27 + 81, order.size());
        for (String name : order) {
            if (name.length() > 1) {
                String parent = name.substring(0, name.length() - 1);
                assertTrue(order.indexOf(parent) < order.indexOf(name), parent + " before " + name);
            }
        }
    }

    @Test
    void valueContextsShareTheOrderOfTheContextBelowThem() {
        CancelContext top = root.withCancel();
        Context value = top.withValue(USER, "ada");
        List<Integer> order = new ArrayList<>();
        top.onDone(() -> order.add(1));
        value.onDone(() -> order.add(2));
        top.done().onDone(() -> order.add(3));
        value.done().onDone(() -> order.add(4));
        top.cancel();
        assertEquals(List.of(1, 2, 3, 4), order);
    }

    @Test
    void anActionRunsOnceHoweverOftenItsContextIsEnded() {
        CancelContext parent = root.withTimeoutNanos(HOUR_NANOS);
        CancelContext context = parent.withCancel();
        AtomicInteger runs = new AtomicInteger();
        context.onDone(runs::incrementAndGet);
        context.cancel();
        context.cancel();
        parent.cancel();
        parent.expireIfDue(in(2 * HOUR_NANOS));
        runtime.close();
        assertEquals(1, runs.get());
    }

    @Test
    void oneActionRegisteredTwiceRunsTwice() {
        CancelContext context = root.withCancel();
        AtomicInteger runs = new AtomicInteger();
        Runnable action = runs::incrementAndGet;
        context.onDone(action);
        assertTrue(context.onDone(action).stop());
        context.onDone(action);
        context.cancel();
        assertEquals(2, runs.get());
    }

    @Test
    @Semantic(2)
    void aRegistrationRacingTheEndRunsExactlyOnce() {
        for (int round = 0; round < 1_000; round++) {
            CancelContext parent = root.withCancel();
            CancelContext context = round % 2 == 0 ? parent : parent.withCancel();
            AtomicInteger runs = new AtomicInteger();
            Background.race(parent::cancel, () -> {
                context.onDone(runs::incrementAndGet);
                context.onDone(runs::incrementAndGet);
            });
            assertEquals(2, runs.get());
        }
    }

    @Test
    @Semantic(2)
    void aConcurrentEndBelowLosesNothing() {
        for (int round = 0; round < 500; round++) {
            CancelContext top = root.withCancel();
            List<CancelContext> chain = chain(top, 20);
            AtomicInteger runs = new AtomicInteger();
            chain.forEach(context -> context.onDone(runs::incrementAndGet));
            CancelContext middle = chain.get(10);
            Background.race(top::cancel, middle::cancel);
            assertAllDone("when both have returned", chain);
            assertEquals(chain.size(), runs.get());
        }
    }

    @Test
    @Semantic(18)
    void rootsRegisterNothing() {
        for (Context forever : List.of(root, runtime.todo(), root.withoutCancel(), root.withValue(USER, "ada"))) {
            var registration = forever.onDone(() -> {
                throw new AssertionError("ran");
            });
            assertTrue(registration.stop(), "the first time");
            assertFalse(registration.stop(), "the second time");
        }
    }
}
