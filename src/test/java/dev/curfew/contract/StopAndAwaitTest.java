package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** {@link Registration#stopAndAwait} of everything that registers an action. */
@EveryShape
@Semantic(26)
class StopAndAwaitTest extends Contract {

    private final Executor onOtherThread = task -> Background.daemon(task).start();

    /** Each way to register an action that the end of the context, or the wheel, begins. */
    private List<BiFunction<Context, Runnable, Registration>> ways() {
        return List.of(
                Context::onDone,
                (context, action) -> context.onDone(action, onOtherThread),
                (context, action) -> context.done().onDone(action));
    }

    private List<BiFunction<Context, Runnable, Registration>> timed() {
        return List.of(
                (context, action) -> context.scheduleAfterNanos(0, action),
                (context, action) -> context.scheduleAfterNanos(0, action, onOtherThread));
    }

    @Test
    void itStopsWhatHasNotBegun() throws InterruptedException {
        for (BiFunction<Context, Runnable, Registration> way : ways()) {
            AtomicInteger runs = new AtomicInteger();
            CancelContext context = origin().withCancel();
            Registration registration = way.apply(context, runs::incrementAndGet);
            assertTrue(registration.stopAndAwait());
            assertFalse(registration.stopAndAwait());
            context.cancel();
            assertEquals(0, runs.get());
        }
        assertTrue(origin().scheduleAfter(HOUR, () -> {}).stopAndAwait());
        Registration never = Done.NEVER.onDone(() -> {});
        assertTrue(never.stopAndAwait());
        assertFalse(never.stopAndAwait());
    }

    @Test
    void itTakesBackWhatWasHandedOver() throws InterruptedException {
        List<Runnable> handedOver = new ArrayList<>();
        AtomicInteger runs = new AtomicInteger();
        CancelContext context = origin().withCancel();
        Registration registration = context.onDone(runs::incrementAndGet, handedOver::add);
        context.cancel();
        assertEquals(1, handedOver.size());
        assertFalse(registration.stop(), "it was handed over");
        assertTrue(registration.stopAndAwait());
        handedOver.get(0).run();
        assertEquals(0, runs.get());
    }

    @Test
    void itWaitsForAnActionThatHasBegun() {
        List<BiFunction<Context, Runnable, Registration>> ways = ways();
        List<BiFunction<Context, Runnable, Registration>> all = new ArrayList<>(ways);
        all.addAll(timed());
        for (BiFunction<Context, Runnable, Registration> way : all) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch mayReturn = new CountDownLatch(1);
            AtomicBoolean returned = new AtomicBoolean();
            CancelContext context = origin().withCancel();
            Registration registration = way.apply(context, () -> {
                begun.countDown();
                Background.await(mayReturn);
                returned.setPlain(true);
            });
            Future<?> ending = Background.start(() -> {
                if (ways.contains(way)) {
                    context.cancel();
                }
            });
            Background.await(begun);
            List<Future<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(Background.call(() -> registration.stopAndAwait() || !returned.getPlain()));
            }
            assertFalse(waiting.get(0).isDone());
            mayReturn.countDown();
            for (Future<Boolean> one : waiting) {
                assertFalse(Background.get(one), "it returned false, after the action");
            }
            Background.get(ending);
        }
    }

    @Test
    void theActionItselfGetsFalse() {
        for (BiFunction<Context, Runnable, Registration> way : ways()) {
            CancelContext context = origin().withCancel();
            AtomicReference<Registration> registration = new AtomicReference<>();
            AtomicReference<Object> answer = new AtomicReference<>();
            registration.set(way.apply(context, () -> {
                try {
                    answer.set(registration.get().stopAndAwait());
                } catch (InterruptedException e) {
                    answer.set(e);
                }
            }));
            context.cancel();
            Background.until("answered", () -> answer.get() != null);
            assertEquals(false, answer.get());
        }
    }

    @Test
    void anActionMayBeAThread() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        for (BiFunction<Context, Runnable, Registration> way : ways()) {
            CancelContext context = origin().withCancel();
            Registration registration = way.apply(context, new Thread(runs::incrementAndGet));
            context.cancel();
            Background.until("it has run", () -> !registration.stop());
            CancelContext other = origin().withCancel();
            assertTrue(way.apply(other, new Thread(runs::incrementAndGet)).stopAndAwait());
            other.cancel();
        }
        Background.until("runs", () -> runs.get() == ways().size());
    }

    @Test
    void anInterruptEndsTheWait() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        CancelContext context = origin().withCancel();
        Registration registration = context.onDone(() -> {
            begun.countDown();
            Background.await(mayReturn);
        });
        Future<?> ending = Background.start(context::cancel);
        Background.await(begun);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, registration::stopAndAwait);
        assertFalse(Thread.interrupted());
        mayReturn.countDown();
        Background.get(ending);
    }

    /** A pool with one worker runs a task, although that worker waits for an action which waits for the task. */
    @Test
    @Semantic(16)
    void aWorkerOfAForkJoinPoolMayWait() {
        ForkJoinPool pool = new ForkJoinPool(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ofTheTask = new CountDownLatch(1);
        CancelContext context = origin().withCancel();
        Registration registration = context.onDone(() -> {
            begun.countDown();
            Background.await(ofTheTask);
        });
        Future<?> ending = Background.start(context::cancel);
        Background.await(begun);
        Future<Boolean> waiting = pool.submit(() -> {
            pool.execute(ofTheTask::countDown);
            return registration.stopAndAwait();
        });
        assertFalse(Background.get(waiting));
        Background.get(ending);
        pool.shutdown();
    }

    @Test
    void aForeignRegistrationSaysThatItCannotWait() {
        Registration foreign = () -> false;
        assertThrows(UnsupportedOperationException.class, foreign::stopAndAwait);
    }
}
