package dev.curfew.bench.memory;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
import dev.curfew.bench.memory.MemoryResults.ConnectionRow;
import dev.curfew.bench.run.Fork;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * A fork that tells what a connection retains, a live context below a server's, after requests that have all ended. An
 * alternative that keeps them is stopped when it fills the heap or has taken too long: it then has fewer connections.
 */
final class ConnectionHeap {

    private static final int[] REQUESTS = {1, 20, 1_100};
    private static final int BETWEEN_CHECKS = 100;
    private static final long MOST_NANOS = 12_000_000_000L;

    private final Contexts<Object, Object, Object> contexts;
    private final Alternative alternative;

    private ConnectionHeap(Alternative alternative) {
        this.alternative = alternative;
        contexts = Libraries.contexts(alternative);
    }

    /** Arguments: the alternative, and how many connections. */
    public static void main(String[] args) throws InterruptedException {
        ConnectionHeap heap = new ConnectionHeap(Alternative.of(args[0]));
        int connections = Integer.parseInt(args[1]);
        List<ConnectionRow> rows = new ArrayList<>();
        for (int requests : REQUESTS) {
            rows.add(heap.measure(requests, connections));
        }
        Fork.report(rows);
    }

    private ConnectionRow measure(int requests, int wanted) throws InterruptedException {
        Object server = contexts.open();
        Object[] live = new Object[wanted];
        contexts.end(connection(server, requests));
        long before = Heap.bytesInUse();
        long start = System.nanoTime();
        int count = 0;
        boolean gaveUp = false;
        while (count < wanted && !gaveUp) {
            live[count++] = connection(server, requests);
            gaveUp = count < wanted
                    && count % BETWEEN_CHECKS == 0
                    && (System.nanoTime() - start > MOST_NANOS || Heap.isFull());
        }
        long bytes = Heap.bytesInUse() - before;
        Reference.reachabilityFence(live);
        Reference.reachabilityFence(server);
        return new ConnectionRow(requests, alternative.id(), count, (double) bytes / count, gaveUp);
    }

    /** One after the other, on this thread. */
    private Object connection(Object server, int requests) {
        Object connection = contexts.derive(server);
        for (int i = 0; i < requests; i++) {
            contexts.end(contexts.derive(connection));
        }
        return connection;
    }
}
