package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One wake-up per batch, no task lost, none out of order. */
class MailboxTest {

    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(loop::add, failures::add);
    private final List<Integer> ran = new ArrayList<>();

    private void post(int from, int to) {
        for (int i = from; i < to; i++) {
            int task = i;
            mailbox.execute(() -> ran.add(task));
        }
    }

    @Test
    void oneWakeUpForABatch() {
        post(0, 10);
        assertEquals(1, loop.size());
        loop.remove().run();
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), ran);
        assertTrue(loop.isEmpty());
        post(10, 11);
        assertEquals(1, loop.size(), "idle again, so woken again");
    }

    @Test
    void aLargeBatchLetsOthersHaveTheirTurn() {
        post(0, 3_000);
        int turns = 0;
        while (!loop.isEmpty()) {
            loop.remove().run();
            turns++;
        }
        assertEquals(3_000, ran.size());
        assertEquals(3, turns);
    }

    @Test
    void aTaskMayPostAnother() {
        mailbox.execute(() -> mailbox.execute(() -> ran.add(1)));
        loop.remove().run();
        assertEquals(1, loop.size());
        loop.remove().run();
        assertEquals(List.of(1), ran);
    }

    @Test
    void oneThatThrowsStopsNoOther() {
        IllegalStateException failure = new IllegalStateException("meant to be reported");
        mailbox.execute(() -> {
            throw failure;
        });
        post(0, 1);
        loop.remove().run();
        assertEquals(List.of(failure), failures);
        assertEquals(List.of(0), ran);
    }

    @Test
    void anErrorHandlerThatThrowsStopsNoOther() {
        IllegalStateException failure = new IllegalStateException("meant to be thrown");
        Mailbox harmed = new Mailbox(loop::add, e -> {
            throw failure;
        });
        harmed.execute(() -> ran.add(1 / ran.size()));
        harmed.execute(() -> ran.add(2));
        assertSame(failure, assertThrows(IllegalStateException.class, loop.remove()::run));
        loop.remove().run();
        assertEquals(List.of(2), ran);
    }

    @Test
    void aLoopThatHasTerminated() {
        Mailbox dead = new Mailbox(
                task -> {
                    throw new RejectedExecutionException("meant to be refused");
                },
                failures::add);
        dead.execute(() -> ran.add(1));
        dead.execute(() -> ran.add(2));
        assertEquals(List.of(), ran);
        assertEquals(List.of(), failures);
    }

    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        ExecutorService real = Executors.newSingleThreadExecutor();
        try {
            Mailbox busy = new Mailbox(real, failures::add);
            AtomicInteger done = new AtomicInteger();
            Thread other = new Thread(() -> post(busy, done));
            other.start();
            post(busy, done);
            other.join();
            Await.until("all have run", () -> done.get() == 200_000);
        } finally {
            real.shutdown();
            assertTrue(real.awaitTermination(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    private static void post(Mailbox mailbox, AtomicInteger done) {
        for (int i = 0; i < 100_000; i++) {
            mailbox.execute(done::incrementAndGet);
        }
    }
}
