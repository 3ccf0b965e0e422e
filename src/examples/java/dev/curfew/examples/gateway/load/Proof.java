package dev.curfew.examples.gateway.load;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * That nothing is left. The connection that asks for a census has a session each time, so that cancels out.
 *
 * @param start before the first client
 * @param warm after the clients that warmed it up: what there is one of in a process is there by then
 * @param end after the last client
 * @param stirs how often a few more clients had to come and go for that, see {@link Round}
 */
record Proof(Census start, Census warm, Census end, int stirs) {

    /** Instances of a kind; those left are not always the difference, as more of one class hides behind less of another. */
    record Count(long before, long after, long left) {}

    /** By class: contexts, timers and registrations that were not there at the start, and all else that the load added. */
    SortedMap<String, Long> left() {
        SortedMap<String, Long> left = new TreeMap<>();
        end.since(start).forEach((name, count) -> {
            if (Remains.of(name) != Remains.OTHERS) {
                left.put(name, count);
            }
        });
        end.since(warm).forEach(left::putIfAbsent);
        return left;
    }

    Count count(Remains kind) {
        Census before = kind == Remains.OTHERS ? warm : start;
        return new Count(before.count(kind), end.count(kind), new Census(left()).count(kind));
    }
}
