package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import org.junit.jupiter.api.Test;

/** What a duty cycle of matching reports as work: the thread idles after none. */
class MatchingAgentTest {

    private final Stats stats = new Stats();

    private Order order(int number) {
        Order.Ticket ticket = new Order.Ticket("ACME", "buy", 1, "1");
        String id = Integer.toString(number);
        return new Order(Context.background().withCancel(), id, true, ticket, null, new OrderBook(), stats);
    }

    /** More than are looked at in one duty cycle. */
    @Test
    void doesNotIdleInTheMiddleOfASweep() {
        Options options = Setup.LOCK_FREE.options();
        options.neverAcknowledged = 1;
        MatchingAgent matching = new MatchingAgent(options, new Contexts(stats.lateness, stats.latenessPolled));
        for (int i = 0; i < 1_500; i++) {
            assertTrue(matching.offer(order(i)));
        }
        assertEquals(1_024, matching.doWork(), "as many are taken, and looked at");
        assertTrue(matching.doWork() > 0, "the others are taken");
        assertEquals(0, matching.doWork(), "and looked at");
        assertEquals(1, matching.doWork(), "once more, but not at all of them");
        assertEquals(0, matching.doWork());
    }
}
