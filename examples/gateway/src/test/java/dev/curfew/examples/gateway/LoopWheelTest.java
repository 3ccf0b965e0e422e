package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deadlines on an event loop's own duty cycle. */
class LoopWheelTest {

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final VitalThreads vital = new VitalThreads(what -> () -> failures.add(new AssertionError(what)));
    private final Loops loops = Loops.start(Setup.LOCK_FREE_ON_THE_LOOP.options(), failures::add, vital);
    private final EventLoop loop = loops.group().next();
    private final Context root = loops.of(loop).root();

    @AfterEach
    void stop() {
        vital.release();
        loops.close();
        assertEquals(List.of(), failures);
    }

    /** Until it has nothing to do and is about to block, or blocks. */
    private void awaitAsleep() throws Exception {
        loop.submit(() -> {}).get(Await.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Context awaitDeadline(Context context) throws InterruptedException {
        assertTrue(context.awaitNanos(TimeUnit.SECONDS.toNanos(Await.PATIENCE_SECONDS)), "slept through");
        assertSame(Context.DEADLINE_EXCEEDED, context.err());
        return context;
    }

    @Test
    void aDeadlineOfAnotherThreadIsNotSleptThrough() throws Exception {
        for (int i = 0; i < 100; i++) {
            awaitAsleep();
            awaitDeadline(root.withTimeoutNanos(1_000_000));
        }
    }

    /** With a far one it sleeps for that, with none for as long as it takes. */
    @Test
    void aNearerDeadlineIsNotSleptThrough() throws Exception {
        root.withTimeoutNanos(TimeUnit.HOURS.toNanos(1));
        for (int i = 0; i < 100; i++) {
            awaitAsleep();
            Context near = root.withTimeoutNanos(3_000_000);
            Context nearer = root.withTimeoutNanos(1_000_000);
            awaitDeadline(nearer);
            awaitDeadline(near);
        }
    }

    /** Set by tasks of the loop, by its own thread, which nobody wakes. */
    @Test
    void aDeadlineOfItsOwnIsNotSleptThrough() throws Exception {
        for (int i = 0; i < 100; i++) {
            awaitAsleep();
            awaitDeadline(
                    loop.submit(() -> root.withTimeoutNanos(1_000_000)).get(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    /** At any moment of its turn. */
    @Test
    void deadlinesOfTwoThreadsAndTasks() throws Exception {
        List<Context> contexts = new ArrayList<>();
        Thread other = new Thread(() -> {
            for (int i = 0; i < 5_000; i++) {
                loop.execute(() -> root.withTimeoutNanos(500_000));
            }
        });
        other.start();
        for (int i = 0; i < 5_000; i++) {
            contexts.add(root.withTimeoutNanos(i * 1_000L));
        }
        other.join();
        for (Context context : contexts) {
            awaitDeadline(context);
        }
    }

    @Test
    void actionsRunOnTheLoop() throws Exception {
        CompletableFuture<Boolean> onTheLoop = new CompletableFuture<>();
        // Registered there too: had it passed already, the action would run where it is registered.
        loop.execute(() -> root.withTimeoutNanos(1_000_000).onDone(() -> onTheLoop.complete(loop.inEventLoop())));
        assertTrue(onTheLoop.get(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void theLoopsEndIsTheRuntimes() {
        Context armed = root.withTimeoutNanos(TimeUnit.HOURS.toNanos(1));
        vital.release();
        loops.close();
        assertSame(Context.CANCELED, armed.err());
        assertTrue(armed.cause().getMessage().contains("closed"), armed.cause().getMessage());
        assertThrows(IllegalStateException.class, () -> root.withTimeoutNanos(1_000_000_000));
    }

    @Test
    void notWithTheCoreThatHasNoWheel() {
        Options options = Setup.MUTEX.options();
        options.wheel = Options.Wheel.LOOP;
        assertThrows(Exception.class, () -> Loops.start(options, failures::add, vital));
    }

    /** A whole gateway, asleep: a deadline that the test's thread sets is met, then a client's is. */
    @Test
    void inAGateway() throws Exception {
        ScriptedBackends backends = new ScriptedBackends();
        try (TestGateway gateway = new TestGateway(Setup.LOCK_FREE_ON_THE_LOOP.options(), backends);
                RawClient client = gateway.connect();
                RawClient other = gateway.connect()) {
            client.send(get("/search?q=a&timeout=60s"));
            Context call = backends.quotes.next().context();
            awaitDeadline(call.withTimeoutNanos(1_000_000));
            assertNotSame(ContextRuntime.shared(), call.runtime());
            assertEquals(504, other.ask(get("/search?q=a&timeout=5ms")).status());
        }
    }
}
