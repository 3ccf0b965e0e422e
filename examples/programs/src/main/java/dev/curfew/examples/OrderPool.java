package dev.curfew.examples;

import com.sun.management.ThreadMXBean;
import dev.curfew.ContextRuntime;
import dev.curfew.ScopePool;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;

/**
 * A duty cycle that allocates nothing for its orders, as an Agrona agent. The life of an order is a scope of a pool, which
 * the cycle opens, polls and releases. The same cycle drives the deadlines. One reading of the clock serves all its polls.
 */
public final class OrderPool implements Agent {

    private static final int BOOK = 64;
    private static final int ROUNDS = 50;
    private static final int ORDERS = 1_000_000;
    /** Every so many orders one finds no match, and expires. */
    private static final int UNMATCHED = 1_000;

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ContextRuntime runtime =
            ContextRuntime.builder().callerDriven().build();
    private final ScopePool lives = ScopePool.of(runtime.background(), BOOK);
    private final long[] book = new long[BOOK];
    private final boolean[] matches = new boolean[BOOK];

    private long opened;
    private long expired;

    private OrderPool() {}

    @Override
    public int doWork() throws Exception {
        int work = runtime.agent().doWork();
        long now = runtime.clock().nanoTime();
        for (int i = 0; i < BOOK; i++) {
            work += book[i] == 0 ? open(i, now) : look(i, now);
        }
        return work;
    }

    private int open(int i, long now) {
        book[i] = lives.open(now + PATIENCE_NANOS);
        matches[i] = ++opened % UNMATCHED != 0;
        return 1;
    }

    private int look(int i, long now) {
        boolean isOver = lives.expireIfDue(book[i], now);
        if (!isOver && !matches[i]) {
            return 0;
        }
        expired += isOver ? 1 : 0;
        lives.release(book[i]);
        book[i] = 0;
        return 1;
    }

    @Override
    public void onClose() {
        lives.close();
        runtime.agent().onClose();
    }

    @Override
    public String roleName() {
        return "orders";
    }

    /** Bytes that this thread allocates while the agent handles a million orders. */
    private long bytesOfOrders() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long last = opened + ORDERS;
        long before = threads.getCurrentThreadAllocatedBytes();
        while (opened < last) {
            doWork();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** The first rounds load classes, and make a timer for each slot. */
    public static void main(String[] args) throws Exception {
        OrderPool orders = new OrderPool();
        long bytes = orders.bytesOfOrders();
        for (int round = 1; round < ROUNDS && bytes > 0; round++) {
            bytes = orders.bytesOfOrders();
        }
        orders.onClose();
        System.out.printf("%,d orders, of which %,d expired%n", orders.opened, orders.expired);
        System.out.println("bytes allocated per order: " + bytes / ORDERS);
        if (bytes > 0 || orders.expired == 0) {
            throw new AssertionError(bytes + " bytes, " + orders.expired + " expired");
        }
    }
}
