package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.DeadlineExceededException;
import dev.curfew.Registration;
import dev.curfew.concurrent.ContextExecutors;
import dev.curfew.concurrent.CurrentContext;
import dev.curfew.concurrent.TaskGroup;
import dev.curfew.kit.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recipes of docs/blocking.md for several tasks, and what the page says of them. */
class TasksGuideTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final ExecutorService executor = Executors.newCachedThreadPool(Background::daemon);

    @AfterEach
    void shutDown() {
        executor.shutdownNow();
        assertFalse(Thread.interrupted(), "a stray interrupt");
    }

    private static <T> T waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
        throw new AssertionError("woken");
    }

    // ---- an error group

    private interface Users {
        String find(Context context, int id) throws Exception;
    }

    private interface Store {
        int count(Context context, int id) throws Exception;
    }

    private String page(Context request, Users users, Store store, int id) throws Exception {
        // snippet: group
        try (TaskGroup group = TaskGroup.failFast(request, executor)) {
            TaskGroup.Task<String> user = group.fork(context -> users.find(context, id));
            TaskGroup.Task<Integer> orders = group.fork(context -> store.count(context, id));
            group.join();
            return user.get() + ": " + orders.get();
        }
        // end
    }

    @Test
    void aGroupHasBothResults() throws Exception {
        assertEquals("ada: 7", page(Context.background(), (context, id) -> "ada", (context, id) -> 7, 1));
    }

    @Test
    void aFailureEndsTheOtherTask() {
        IOException failure = new IOException("down");
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch waits = new CountDownLatch(1);
        ExecutionException thrown = assertThrows(
                ExecutionException.class,
                () -> page(
                        Context.background(),
                        (context, id) -> {
                            try {
                                waits.countDown();
                                return waitForEver();
                            } catch (InterruptedException e) {
                                interrupted.incrementAndGet();
                                throw e;
                            }
                        },
                        (context, id) -> {
                            waits.await();
                            throw failure;
                        },
                        1));
        assertSame(failure, thrown.getCause());
        assertEquals(1, interrupted.get());
    }

    @Test
    void aDeadlineEndsBothTasks() {
        try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(5))) {
            assertThrows(
                    DeadlineExceededException.class,
                    () -> page(request, (context, id) -> waitForEver(), (context, id) -> waitForEver(), 1));
            assertTrue(request.isDone());
        }
    }

    /** Code that cannot be given a context as a parameter. */
    private static final class Legacy {

        private final CompletableFuture<Context> seen = new CompletableFuture<>();

        void refresh() {
            seen.complete(CurrentContext.get().orElseThrow());
        }
    }

    @Test
    void aTaskBindsItsContext() throws Exception {
        Legacy legacy = new Legacy();
        try (TaskGroup group = TaskGroup.failFast(Context.background(), executor)) {
            // snippet: current
            group.run(context -> CurrentContext.run(context, legacy::refresh));
            // end
            CompletableFuture<Boolean> isBound = new CompletableFuture<>();
            CurrentContext.run(
                    Context.background(),
                    () -> group.run(
                            context -> isBound.complete(CurrentContext.get().isPresent())));
            group.join();
            assertSame(group.context(), legacy.seen.join());
            assertFalse(isBound.join(), "a thread of the executor inherits nothing");
        }
    }

    // ---- the first answer

    private interface Replica {
        String ask(Context context) throws Exception;
    }

    private String first(Context request, Replica replica1, Replica replica2) throws Exception {
        // snippet: first
        String answer = TaskGroup.first(request, executor, List.of(replica1::ask, replica2::ask));
        // end
        return answer;
    }

    @Test
    void theFirstAnswerWins() throws Exception {
        Context request = Context.background();
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch waits = new CountDownLatch(1);
        Replica slow = context -> {
            try {
                waits.countDown();
                return waitForEver();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
        };
        Replica good = context -> {
            waits.await();
            return "answer";
        };
        assertEquals("answer", first(request, slow, good));
        assertEquals(1, interrupted.get());
        Replica bad = context -> {
            throw new IOException("down");
        };
        assertEquals("answer", first(request, bad, context -> "answer"));
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> first(request, bad, bad));
        assertSame(IOException.class, thrown.getCause().getClass());
        assertSame(IOException.class, thrown.getSuppressed()[0].getClass());
    }

    // ---- a drain

    /** A server whose requests come from the test. */
    private static final class Listener {

        private final CompletableFuture<Consumer<Runnable>> handler = new CompletableFuture<>();

        void onRequest(Consumer<Runnable> handle) {
            handler.complete(handle);
        }

        void request(Runnable request) {
            Background.get(handler).accept(request);
        }
    }

    private static boolean serve(Context stop, ExecutorService executor, Listener listener, Duration grace)
            throws InterruptedException {
        // snippet: drain
        try (CancelContext work = stop.withoutCancel().withCancel()) {
            ExecutorService requests = ContextExecutors.bound(work, executor);
            listener.onRequest(requests::execute);
            stop.await(); // until the server is told to stop
            requests.shutdown(); // rejects new requests; those that wait still run
            Registration cut = work.scheduleAfter(grace, work::cancel); // cuts the rest
            var unused = requests.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            return cut.stop();
        }
        // end
    }

    @Test
    void aDrainFinishesWhatWasAccepted() {
        ExecutorService one = Executors.newSingleThreadExecutor(Background::daemon);
        CancelContext stop = Context.background().withCancel();
        Listener listener = new Listener();
        Future<Boolean> serving = Background.call(() -> serve(stop, one, listener, HOUR));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        listener.request(() -> {
            begun.countDown();
            Background.await(go);
            finished.incrementAndGet();
        });
        listener.request(finished::incrementAndGet);
        Background.await(begun);
        stop.cancel();
        Background.until("rejected", () -> isRejected(listener));
        assertFalse(serving.isDone());
        go.countDown();
        assertTrue(Background.get(serving));
        assertEquals(2, finished.get());
        assertFalse(one.isShutdown());
        one.shutdown();
    }

    private static boolean isRejected(Listener listener) {
        try {
            listener.request(() -> {});
            return false;
        } catch (RejectedExecutionException e) {
            return true;
        }
    }

    @Test
    void aDrainCutsWhatTakesLonger() {
        ExecutorService one = Executors.newSingleThreadExecutor(Background::daemon);
        CancelContext stop = Context.background().withCancel();
        Listener listener = new Listener();
        Future<Boolean> serving = Background.call(() -> serve(stop, one, listener, Duration.ofMillis(1)));
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        listener.request(() -> {
            begun.countDown();
            try {
                waitForEver();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        });
        AtomicInteger waiting = new AtomicInteger();
        listener.request(waiting::incrementAndGet);
        Background.await(begun);
        stop.cancel();
        assertFalse(Background.get(serving));
        assertEquals(1, interrupted.get());
        one.shutdown();
        Background.until("terminated", one::isTerminated);
        assertEquals(0, waiting.get(), "what waits never runs");
    }

    // ---- a retry

    private interface Service {
        String ask(Context context) throws IOException, InterruptedException;
    }

    private static String retry(
            Context context, Duration limitOfAll, Duration limitOfEach, long firstPauseNanos, Service service)
            throws IOException, InterruptedException {
        // snippet: retry
        try (CancelContext budget = context.withTimeout(limitOfAll)) {
            for (long pause = firstPauseNanos; ; pause *= 2) {
                try (CancelContext attempt = budget.withTimeout(limitOfEach)) {
                    return service.ask(attempt);
                } catch (IOException | DeadlineExceededException e) {
                    if (budget.remainingNanos() <= pause || budget.awaitNanos(pause)) {
                        context.throwIfDue(); // throws if not only the budget is over
                        throw e;
                    }
                }
            }
        }
        // end
    }

    private static Service failing(AtomicInteger attempts, int failures) {
        return attempt -> {
            int number = attempts.incrementAndGet();
            if (number <= failures) {
                throw new IOException("failure " + number);
            }
            return "answer";
        };
    }

    @Test
    void anAttemptThatFailsIsRepeated() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        assertEquals("answer", retry(Context.background(), HOUR, HOUR, 1_000, failing(attempts, 3)));
        assertEquals(4, attempts.get());
    }

    @Test
    void anAttemptThatTakesTooLongIsRepeated() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        String answer = retry(Context.background(), HOUR, Duration.ofMillis(1), 1_000, attempt -> {
            if (attempts.incrementAndGet() == 1) {
                attempt.await();
                attempt.throwIfDone();
            }
            return "answer";
        });
        assertEquals("answer", answer);
        assertEquals(2, attempts.get());
    }

    @Test
    void theLastFailureIsThrownOnceTheBudgetIsSpent() {
        AtomicInteger attempts = new AtomicInteger();
        IOException thrown = assertThrows(
                IOException.class,
                () -> retry(Context.background(), HOUR, HOUR, HOUR.toNanos(), failing(attempts, Integer.MAX_VALUE)));
        assertEquals("failure 1", thrown.getMessage(), "a pause that the budget does not cover is not begun");
        thrown = assertThrows(
                IOException.class,
                () -> retry(
                        Context.background(),
                        Duration.ofMillis(20),
                        HOUR,
                        1_000,
                        failing(attempts, Integer.MAX_VALUE)));
        assertEquals("failure " + attempts.get(), thrown.getMessage());
    }

    @Test
    void theEndOfTheCallerIsNoFailureOfTheService() {
        CancelContext caller = Context.background().withCancel();
        AtomicInteger attempts = new AtomicInteger();
        assertThrows(
                CanceledException.class,
                () -> retry(caller, HOUR, HOUR, 1_000, attempt -> {
                    attempts.incrementAndGet();
                    caller.cancel();
                    throw new IOException("cut");
                }));
        assertEquals(1, attempts.get());
        try (CancelContext late = Context.background().withTimeout(Duration.ofMillis(1))) {
            assertThrows(
                    DeadlineExceededException.class,
                    () -> retry(late, HOUR, HOUR, 1_000, attempt -> {
                        attempt.await();
                        throw new IOException("cut");
                    }));
        }
    }
}
