package dev.curfew.examples.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.Agent;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * Stands for the matching of orders: acknowledges each after a while, but some never. One duty cycle, one reading of the
 * clock; with it the agent polls {@code expireIfDue}, so it never acknowledges an order whose time is up, however late
 * the timing wheel may be.
 *
 * <p><b>Threads:</b> {@link #offer} any; the rest the agent's.
 */
final class MatchingAgent implements Agent {

    /** Of each kind, in one duty cycle: what shares the thread gets its turn. */
    private static final int LIMIT = 1_024;

    private static final SkewedLatency LATENCY = new SkewedLatency(TimeUnit.MILLISECONDS.toNanos(5), 0.5, 0.02);
    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    private final MpscVarHandleArrayQueue<Order> arriving;
    private final Contexts contexts;
    private final SeededRandoms randoms;
    private final double neverAcknowledged;
    private final List<Order> open = new ArrayList<>();
    private final MessagePassingQueue.Consumer<Order> take = this::take;
    private long nowNanos;
    private int next;

    MatchingAgent(Options options, Contexts contexts) {
        this.contexts = contexts;
        arriving = new MpscVarHandleArrayQueue<>(options.matchingQueue);
        randoms = new SeededRandoms(~options.seed);
        neverAcknowledged = options.neverAcknowledged;
    }

    /** Hands an order over; false if too many are on their way. Lock-free. */
    boolean offer(Order order) {
        return arriving.offer(order);
    }

    @Override
    public void onStart() {
        contexts.polledByThisThread();
    }

    @Override
    public int doWork() {
        nowNanos = System.nanoTime();
        return arriving.drain(take, LIMIT) + look();
    }

    private void take(Order order) {
        RandomGenerator random = randoms.next();
        long delay = random.nextDouble() < neverAcknowledged ? FOR_EVER : LATENCY.nanos(random);
        order.acknowledgeAt(nowNanos + delay);
        open.add(order);
    }

    /** At some of the open orders, in turns. What is left of a sweep is work: the thread does not idle before it. */
    private int look() {
        int settled = 0;
        for (int left = LIMIT; left > 0 && next < open.size(); left--) {
            if (open.get(next).settle(nowNanos)) {
                removeNext();
                settled++;
            } else {
                next++;
            }
        }
        if (next < open.size()) {
            return settled + 1;
        }
        next = 0;
        return settled;
    }

    /** The last one takes its place: the order of the list is nobody's business. */
    private void removeNext() {
        Order last = open.remove(open.size() - 1);
        if (next < open.size()) {
            open.set(next, last);
        }
    }

    @Override
    public String roleName() {
        return "matching";
    }
}
