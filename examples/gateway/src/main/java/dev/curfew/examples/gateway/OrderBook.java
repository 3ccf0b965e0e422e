package dev.curfew.examples.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Open orders by name, for those who cancel them from any connection, and the last ones that have ended, for those who
 * look.
 */
final class OrderBook {

    static final int SHOWN = 100;
    static final int REMEMBERED = 1_024;

    private final ConcurrentMap<String, Order> open = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReferenceArray<@Nullable EndedOrder> ended = new AtomicReferenceArray<>(REMEMBERED);
    private final AtomicLong endings = new AtomicLong();

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
        return other == null || other.life().isDone() && open.replace(order.id(), other, order);
    }

    void remove(Order order) {
        open.remove(order.id(), order);
    }

    /** In place of the oldest. */
    void remember(EndedOrder order) {
        ended.set((int) (endings.getAndIncrement() % REMEMBERED), order);
    }

    @Nullable
    Order find(String id) {
        return open.get(id);
    }

    /**
     * At most {@value #SHOWN} open orders, those with the least time left first, and as many ended ones, the last
     * first. Takes a moment where thousands are open.
     *
     * @param user whose; null for everybody's
     */
    JsonObject toJson(@Nullable String user) {
        long now = System.nanoTime();
        List<Order> all = open.values().stream()
                .filter(order -> !order.life().isDone() && (user == null || user.equals(order.user())))
                .sorted(Comparator.comparingLong(order -> order.term().deadlineNanos() - now))
                .toList();
        JsonArray shown = new JsonArray();
        all.stream().limit(SHOWN).forEach(order -> shown.add(order.toJson(now)));
        JsonObject json = new JsonObject();
        json.addProperty("open_count", all.size());
        json.add("open", shown);
        json.add("ended", endedToJson(order -> user == null || user.equals(order.user()), now));
        return json;
    }

    private JsonArray endedToJson(Predicate<EndedOrder> wanted, long now) {
        JsonArray shown = new JsonArray();
        long last = endings.get() - 1;
        for (long i = last; i >= 0 && i > last - REMEMBERED && shown.size() < SHOWN; i--) {
            EndedOrder order = ended.get((int) (i % REMEMBERED));
            if (order != null && wanted.test(order)) { // null: about to be set
                shown.add(order.toJson(now));
            }
        }
        return shown;
    }
}
