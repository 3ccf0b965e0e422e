package dev.curfew.bench.memory;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Alternative.Trait;
import dev.curfew.bench.memory.MemoryResults.RetainedRow;
import dev.curfew.bench.run.Fork;
import java.lang.ref.Reference;

/**
 * A fork that tells what is left on the heap after many children of one live parent were made and ended. An alternative
 * that keeps them is stopped when it holds too much or has become too slow.
 */
final class RetainedHeap {

    private static final int WARM_UP = 5_000;
    private static final int BETWEEN_CHECKS = 10_000;
    private static final long MOST_NANOS = 40_000_000_000L;
    /** For alternatives that search what they keep: all of it would take hours. */
    private static final long MOST_NANOS_KEEPING = 12_000_000_000L;

    private final Alternative alternative;
    private final Kind kind;
    private final Churn order;
    private final long wanted;
    private long done;
    private boolean gaveUp;

    private RetainedHeap(Alternative alternative, Kind kind, Churn order, long wanted) {
        this.alternative = alternative;
        this.kind = kind;
        this.order = order;
        this.wanted = wanted;
    }

    /** Arguments: the alternative, the kind, the order, how many, and what to call it. */
    public static void main(String[] args) throws InterruptedException {
        Alternative alternative = Alternative.of(args[0]);
        Kind kind = args[1].equals(Kind.TIMEOUT) ? Kind.timeout(alternative) : Kind.cancel(alternative);
        RetainedHeap heap = new RetainedHeap(alternative, kind, Churn.valueOf(args[2]), Long.parseLong(args[3]));
        Fork.report(heap.measure(args[4]));
    }

    private RetainedRow measure(String what) throws InterruptedException {
        Object warmUp = kind.open().get();
        order.new Children(kind, warmUp).makeAndEnd(WARM_UP);
        kind.end().accept(null, warmUp);
        warmUp = null;

        Object parent = kind.open().get();
        Churn.Children children = order.new Children(kind, parent);
        boolean graph = alternative.has(Trait.OURS);
        long graphBefore = graph ? Graph.bytes(parent) : 0;
        long before = Heap.bytesInUse();

        churn(children);
        children.finish();
        long bytes = Heap.bytesInUse() - before;
        Long graphBytes = graph ? Graph.bytes(parent) - graphBefore : null;
        Reference.reachabilityFence(children.staying());
        Reference.reachabilityFence(parent);
        return new RetainedRow(what, alternative.id(), done, bytes, (double) bytes / done, graphBytes, gaveUp);
    }

    private void churn(Churn.Children children) {
        long start = System.nanoTime();
        long mostNanos = kind.forgotten() ? MOST_NANOS : MOST_NANOS_KEEPING;
        while (done < wanted && !gaveUp) {
            long batch = Math.min(BETWEEN_CHECKS, wanted - done);
            children.makeAndEnd(batch);
            done += batch;
            gaveUp = done < wanted && (System.nanoTime() - start > mostNanos || Heap.isFull());
        }
    }
}
