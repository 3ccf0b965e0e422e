package dev.curfew.examples.gateway.load;

import java.util.Map;
import java.util.SortedMap;

/**
 * That nothing is left: of no class are there more instances than before the first client. The connection that asks for a
 * census has a session each time, so that cancels out.
 *
 * <p>There is one exception: what a process makes some of when they are first needed, it keeps. {@link #ONCE} names these, and
 * how many there may be.
 *
 * @param start before the first client
 * @param end after the last client
 */
record Proof(Census start, Census end) {

    /** Of what the first load brings and the process keeps, at most so many: the slots of the gateway's root, and constants. */
    static final Map<String, Long> ONCE = Map.ofEntries(
            Map.entry("internal.lockfree.SlotTable", 1L),
            Map.entry("internal.lockfree.SlotTable$Available", 64L),
            Map.entry("internal.lockfree.Stripe", 64L),
            Map.entry("internal.lockfree.StripeMemory", 1L),
            Map.entry("internal.lockfree.Block", 64L),
            Map.entry("internal.lockfree.SlotHolder$Outcome", 3L),
            Map.entry("internal.lockfree.LinkStack$Walk", 3L),
            Map.entry("grpc.Termination", 1L),
            Map.entry("grpc.ContextClientCall$1", 1L),
            Map.entry("internal.Forwarded", 8L),
            Map.entry("internal.Forwarded$1", 8L));

    /** Instances of a kind; those left are not always the difference, as more of one class hides behind less of another. */
    record Count(long before, long after, long left) {}

    /** By class, how many more there are than at the start. */
    SortedMap<String, Long> left() {
        SortedMap<String, Long> left = end.since(start);
        ONCE.forEach((name, most) -> left.computeIfPresent(name, (same, count) -> count <= most ? null : count));
        return left;
    }

    Count count(Remains kind) {
        return new Count(start.count(kind), end.count(kind), new Census(left()).count(kind));
    }
}
