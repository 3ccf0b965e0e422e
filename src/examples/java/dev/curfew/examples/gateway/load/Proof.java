package dev.curfew.examples.gateway.load;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * That nothing is left. The connection that asks for a census has a session each time, so that cancels out.
 *
 * <p>Ended children of a live parent are no leak as long as they are few: the lock-free core lets go of the last of them
 * only when others end, and not in the order of a stack. The gateway's root has had thousands of sessions, of which
 * {@value #FEW} may still be linked; {@link #linked} tells how many are. That none is open the gateway itself counts.
 *
 * @param start before the first client
 * @param warm after the clients that warmed it up: what there is one of in a process is there by then
 * @param end after the last client
 */
record Proof(Census start, Census warm, Census end) {

    static final int FEW = 8;

    private static final String SESSION_CONTEXT = "lockfree.CancelNode";
    /** How a context ended: each of those that are linked may have one. */
    private static final String VERDICT = "lockfree.Verdict";

    /** Instances of a kind; those left are not always the difference, as more of one class hides behind less of another. */
    record Count(long before, long after, long left) {}

    /** By class: contexts, timers and registrations that were not there at the start, and all else that the load added. */
    SortedMap<String, Long> left() {
        SortedMap<String, Long> left = added();
        long linked = linked();
        if (linked > 0) {
            left.remove(SESSION_CONTEXT);
            left.computeIfPresent(VERDICT, (name, count) -> count <= linked ? null : count);
        }
        return left;
    }

    /** Ended sessions that the gateway's root still links; nought if they are so many that they are left. */
    long linked() {
        long more = added().getOrDefault(SESSION_CONTEXT, 0L);
        return more <= FEW ? more : 0;
    }

    Count count(Remains kind) {
        Census before = kind == Remains.OTHERS ? warm : start;
        return new Count(before.count(kind), end.count(kind), new Census(left()).count(kind));
    }

    private SortedMap<String, Long> added() {
        SortedMap<String, Long> added = new TreeMap<>();
        for (Map.Entry<String, Long> more : end.since(start).entrySet()) {
            if (Remains.of(more.getKey()) != Remains.OTHERS) {
                added.put(more.getKey(), more.getValue());
            }
        }
        end.since(warm).forEach(added::putIfAbsent);
        return added;
    }
}
