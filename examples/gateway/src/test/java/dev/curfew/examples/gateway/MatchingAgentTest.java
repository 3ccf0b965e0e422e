package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A duty cycle of matching: what it reports as work, as the thread idles after none, and what it allocates. */
class MatchingAgentTest {

    private static final int ROUNDS = 50;
    private static final long TIMEOUT = TimeUnit.MILLISECONDS.toNanos(10);

    private final Stats stats = new Stats();
    private final Contexts contexts = new Contexts(stats.lateness, stats.latenessPolled);
    private final Options options = Setup.LOCK_FREE.options();

    private Order order(Life life, int number) {
        Order.Ticket ticket = new Order.Ticket("ACME", "buy", 1, "1");
        String id = Integer.toString(number);
        Order.Term term = new Order.Term(0, Context.NO_DEADLINE);
        return new Order(life, term, "ada", id, true, ticket, null, new OrderBook(), stats);
    }

    /** More than are looked at in one duty cycle. */
    @Test
    void doesNotIdleInTheMiddleOfASweep() {
        options.neverAcknowledged = 1;
        MatchingAgent matching = new MatchingAgent(options, contexts);
        for (int i = 0; i < 1_500; i++) {
            Life life = new Life.OfContext(Context.background().withCancel());
            assertTrue(matching.offer(order(life, i)));
        }
        assertEquals(1_024, matching.doWork(), "as many are taken, and looked at");
        assertTrue(matching.doWork() > 0, "the others are taken");
        assertEquals(0, matching.doWork(), "and looked at");
        assertEquals(1, matching.doWork(), "once more, but not at all of them");
        assertEquals(0, matching.doWork());
    }

    /** From the cycle that has taken the orders to the one that has seen the last end, by acknowledgement or deadline. */
    @Test
    void allocatesNothingForTheLifeOfAnOrder() {
        options.neverAcknowledged = 0.3;
        MatchingAgent matching = new MatchingAgent(options, contexts);
        matching.onStart();
        try (ContextRuntime runtime =
                options.runtime(Throwable::printStackTrace).build()) {
            Lives lives = new Lives(options, contexts, runtime.background().withCancel());
            long bytes = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && bytes > 0; round++) { // the first ones load classes
                bytes = bytesOfOrders(matching, lives, runtime);
            }
            assertEquals(0, bytes);
        }
        assertEquals(0, contexts.open());
    }

    private long bytesOfOrders(MatchingAgent matching, Lives lives, ContextRuntime runtime) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicInteger ended = new AtomicInteger();
        Life[] begun = new Life[Limits.IN_FLIGHT];
        for (int i = 0; i < begun.length; i++) {
            begun[i] = lives.begin(runtime.clock().nanoTime() + TIMEOUT);
            begun[i].onDone(ended::incrementAndGet, Runnable::run);
            assertTrue(matching.offer(order(begun[i], i)));
        }
        matching.doWork();
        long before = threads.getCurrentThreadAllocatedBytes();
        while (ended.get() < begun.length) {
            matching.doWork();
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        for (Life life : begun) {
            life.release();
        }
        matching.doWork();
        return bytes;
    }
}
