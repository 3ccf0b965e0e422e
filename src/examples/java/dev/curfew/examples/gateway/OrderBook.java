package dev.curfew.examples.gateway;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Open orders by name, for those who cancel them from any connection. */
final class OrderBook {

    private final ConcurrentMap<String, Order> open = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** A number that names no open order; a client may have named one of its own so. */
    String nextNumber() {
        String number = Long.toString(numbers.incrementAndGet());
        while (open.containsKey(number)) {
            number = Long.toString(numbers.incrementAndGet());
        }
        return number;
    }

    /**
     * Enters an order.
     *
     * @return whether its name was free, or that of an order which has ended and is about to be removed
     */
    boolean add(Order order) {
        Order other = open.putIfAbsent(order.id(), order);
        return other == null || other.context().isDone() && open.replace(order.id(), other, order);
    }

    void remove(Order order) {
        open.remove(order.id(), order);
    }

    @Nullable
    Order find(String id) {
        return open.get(id);
    }
}
