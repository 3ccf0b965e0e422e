package dev.curfew.bench.memory;

import com.sun.management.ThreadMXBean;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.jmh.ParentRenewal;
import dev.curfew.bench.memory.MemoryResults.ContextRow;
import dev.curfew.bench.run.Fork;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fork that tells what each {@link Kind} of one alternative weighs while it lives, and what making and ending it
 * allocates.
 */
final class ContextBytes {

    private static final int LIVE = 10_000;
    /** Fewer, because each takes 2,000 requests. */
    private static final int SESSIONS = 1_000;

    private static final int WARM_UP = 100;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Without it the compiler could leave out an object. */
    private Object sink;

    /** Arguments: the alternative, and for how many operations the allocation is counted. */
    public static void main(String[] args) {
        ContextBytes bytes = new ContextBytes();
        long operations = Long.parseLong(args[1]);
        List<ContextRow> rows = new ArrayList<>();
        Alternative alternative = Alternative.of(args[0]);
        for (Kind kind : Kind.of(alternative)) {
            rows.add(new ContextRow(kind.name(), args[0], retained(kind, LIVE), bytes.allocated(kind, operations)));
        }
        Kind session = Kind.session(alternative);
        if (session.forgotten()) {
            rows.add(new ContextRow(
                    session.name(),
                    args[0],
                    retained(session, SESSIONS),
                    bytes.allocated(session, operations / Kind.REQUESTS)));
        }
        Fork.report(rows);
    }

    /**
     * What many live ones add to all that is reachable from them and from their parent, per piece. One lives before:
     * what exists only once, as a thread and a table of timers, does not count.
     */
    private static double retained(Kind kind, int live) {
        Object parent = kind.open().get();
        for (int i = 0; i < WARM_UP; i++) {
            kind.end().accept(parent, kind.make().apply(parent));
        }
        Object[] roots = new Object[live + 2];
        roots[0] = parent;
        roots[1] = kind.make().apply(parent);
        Object[] first = Arrays.copyOf(roots, 2);
        Graph.bytes(first);
        long before = Graph.bytes(first);
        for (int i = 2; i < roots.length; i++) {
            roots[i] = kind.make().apply(parent);
        }
        return (double) (Graph.bytes(roots) - before) / live;
    }

    /** Of this thread, so without what the thread of a timer allocates. Much of that dies young. */
    private double allocated(Kind kind, long operations) {
        makeAndEnd(kind, operations);
        long before = threads.getCurrentThreadAllocatedBytes();
        makeAndEnd(kind, operations);
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / operations;
    }

    private void makeAndEnd(Kind kind, long times) {
        Object parent = kind.open().get();
        ParentRenewal renewal = new ParentRenewal();
        renewal.start(parent, kind.forgotten());
        for (long i = 0; i < times; i++) {
            if (renewal.isDue()) {
                parent = kind.open().get();
            }
            sink = kind.make().apply(parent);
            kind.end().accept(parent, sink);
        }
    }
}
