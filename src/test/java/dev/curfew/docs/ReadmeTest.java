package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.DeadlineExceededException;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;

/** The programs of README.md, and what it says of them. */
class ReadmeTest {

    // snippet: first
    static final Key<String> USER = Key.of("user");
    // end

    /** Stands for work that can be cut from outside. */
    private static final class Query {

        private final Predicate<Context> steps;
        private final AtomicInteger cancels = new AtomicInteger();
        private final CountDownLatch cancelled = new CountDownLatch(1);

        Query(Predicate<Context> steps) {
            this.steps = steps;
        }

        boolean next(Context context) {
            assertEquals("ada", context.value(USER));
            return steps.test(context);
        }

        void cancel() {
            cancels.incrementAndGet();
            cancelled.countDown();
        }
    }

    private static void answer(Query query) {
        // snippet: first
        try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(50))) {
            Context call = request.withValue(USER, "ada");
            Registration cut = call.onDone(query::cancel); // by whatever ends the request, on the thread that ends it
            while (query.next(call)) {
                call.throwIfDone(); // one read
            }
            cut.stop(); // success: there is nothing to cut any more
        } // close() is cancel(): it runs what is still registered, and the parent lets go
        // end
    }

    @Test
    void workThatSucceedsIsNotCutAndItsThreadNotInterrupted() {
        Query query = succeeding();
        assertEquals(0, query.cancels.get());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    /** On a machine that stands still for 50 ms it needs a second try. */
    private static Query succeeding() {
        while (true) {
            AtomicInteger steps = new AtomicInteger(10);
            Query query = new Query(context -> steps.decrementAndGet() > 0);
            try {
                answer(query);
                return query;
            } catch (DeadlineExceededException e) {
                assertEquals(1, query.cancels.get());
            }
        }
    }

    @Test
    void workThatTakesTooLongIsCutOnceAndLeavesWithAnException() {
        Query query = new Query(context -> true);
        assertThrows(DeadlineExceededException.class, () -> answer(query));
        assertEquals(1, query.cancels.get());
    }

    @Test
    void workThatBlocksIsCutFromOutside() {
        Query[] query = new Query[1];
        query[0] = new Query(context -> {
            Background.await(query[0].cancelled);
            return true;
        });
        assertThrows(DeadlineExceededException.class, () -> answer(query[0]));
        assertEquals(1, query[0].cancels.get());
    }

    @Test
    void workThatFailsIsCutByClosing() {
        Query query = new Query(context -> {
            throw new IllegalStateException("no such table");
        });
        assertThrows(IllegalStateException.class, () -> answer(query));
        assertEquals(1, query.cancels.get());
    }

    @Test
    void deadlinesFireWhereYourAgentsRun() throws Exception {
        assumeWheel();
        IdleStrategy idle = YieldingIdleStrategy.INSTANCE;
        ErrorHandler errorHandler = Throwable::printStackTrace;
        CompletableFuture<Thread> worker = new CompletableFuture<>();
        CountDownLatch registered = new CountDownLatch(1);
        Agent matching = new Agent() {
            @Override
            public int doWork() {
                Background.await(registered); // an action that comes after the deadline would run on its own thread
                worker.complete(Thread.currentThread());
                return 0;
            }

            @Override
            public String roleName() {
                return "matching";
            }
        };
        // snippet: agents
        ContextRuntime runtime = ContextRuntime.builder().callerDriven().build();
        Agent both = new CompositeAgent(matching, runtime.agent());
        AgentRunner runner = new AgentRunner(idle, errorHandler, null, both);
        AgentRunner.startOnThread(runner); // runner.close() closes the runtime, too
        // end
        CompletableFuture<Thread> ender = new CompletableFuture<>();
        CancelContext context = runtime.background().withTimeout(Duration.ofMillis(1));
        Registration told = context.onDone(() -> ender.complete(Thread.currentThread()));
        registered.countDown();
        assertSame(Background.get(worker), Background.get(ender));
        assertFalse(told.stop());
        runner.close();
        assertThrows(IllegalStateException.class, () -> runtime.background().withTimeout(Duration.ofHours(1)));
    }

    @Test
    void anEventLoopIsToldOfNearerDeadlines() throws Exception {
        assumeWheel();
        try (Selector selector = Selector.open()) {
            // snippet: event loop
            ContextRuntime runtime =
                    ContextRuntime.builder().callerDriven(selector::wakeup).build();
            // end
            turn(runtime);
            CancelContext far = runtime.background().withTimeout(Duration.ofHours(1));
            selector.select(); // woken already: else it would block for ever
            long wake = turn(runtime);
            assertTrue(wake - far.deadlineNanos() <= 1 << 16, "no later than the end of its tick");
            CancelContext near = runtime.background().withTimeout(Duration.ofMillis(1));
            selector.select();
            Background.until("the deadline has passed", () -> near.remainingNanos() <= -(1 << 16));
            turn(runtime);
            assertSame(Context.DEADLINE_EXCEEDED, near.err());
            runtime.close();
        }
    }

    private static long turn(ContextRuntime runtime) throws Exception {
        // snippet: event loop
        while (runtime.agent().doWork() > 0) {} // first after waking
        long wake = runtime.nextWakeNanos(); // last before blocking
        // end
        return wake;
    }

    /** The mutex core, where {@code -Dcurfew.core=mutex} asks for it, has none. */
    private static void assumeWheel() {
        assumeFalse("mutex".equals(System.getProperty("curfew.core")));
    }
}
