package dev.curfew.examples.gateway;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Requests of one connection in the order they came: they run at once, and are answered in this order. Loop-confined. */
final class ResponseOrder {

    private final ArrayDeque<Exchange> open = new ArrayDeque<>();

    void add(Exchange exchange) {
        open.add(exchange);
    }

    /** The next one to be sent, taken out; null if the oldest is not answered yet. */
    @Nullable
    Exchange pollAnswered() {
        Exchange oldest = open.peek();
        return oldest != null && oldest.isAnswered() ? open.poll() : null;
    }

    /** Requests whose answers have not been sent, answered or not. */
    int size() {
        return open.size();
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void clear() {
        open.clear();
    }
}
