package dev.curfew.examples.gateway.load;

import java.util.Map;
import java.util.SortedMap;

/**
 * That nothing is left: of no class are there more instances than before the first client. The connection that asks for a
 * census has a session each time, so that cancels out.
 *
 * <p>There are two exceptions. What a process makes one of when it is first needed, it keeps: {@link #ONCE}. And ended
 * children of a live parent are no leak as long as they are few: the lock-free core lets go of the last of them only when
 * others end, and not in the order of a stack. The gateway's root has had thousands of sessions, of which {@value #FEW}
 * may still be linked; {@link #linked} tells how many are. That none is open the gateway itself counts.
 *
 * @param start before the first client
 * @param end after the last client
 */
record Proof(Census start, Census end) {

    static final int FEW = 8;

    /** Of what the first load brings and the process keeps, so many: the stripes of the root, and constants. */
    static final Map<String, Long> ONCE = Map.of(
            "lockfree.Stripes", 1L,
            "lockfree.Stripe", 9L,
            "lockfree.Stripe$1", 1L,
            "grpc.End", 1L,
            "grpc.ContextClientCall$1", 1L);

    private static final String SESSION_CONTEXT = "lockfree.CancelNode";
    /** How a context ended: each of those that are linked may have one. */
    private static final String VERDICT = "lockfree.Verdict";

    /** Instances of a kind; those left are not always the difference, as more of one class hides behind less of another. */
    record Count(long before, long after, long left) {}

    /** By class, how many more there are than at the start. */
    SortedMap<String, Long> left() {
        SortedMap<String, Long> left = end.since(start);
        ONCE.forEach((name, most) -> left.computeIfPresent(name, (same, count) -> count <= most ? null : count));
        long linked = linked();
        if (linked > 0) {
            left.remove(SESSION_CONTEXT);
            left.computeIfPresent(VERDICT, (name, count) -> count <= linked ? null : count);
        }
        return left;
    }

    /** Ended sessions that the gateway's root still links; nought if they are so many that they are left. */
    long linked() {
        long more = end.since(start).getOrDefault(SESSION_CONTEXT, 0L);
        return more <= FEW ? more : 0;
    }

    Count count(Remains kind) {
        return new Count(start.count(kind), end.count(kind), new Census(left()).count(kind));
    }
}
