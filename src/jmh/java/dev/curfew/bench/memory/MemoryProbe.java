package dev.curfew.bench.memory;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Alternative.Trait;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.memory.MemoryResults.ConnectionRow;
import dev.curfew.bench.memory.MemoryResults.ContextRow;
import dev.curfew.bench.memory.MemoryResults.RetainedRow;
import dev.curfew.bench.run.Fork;
import dev.curfew.bench.run.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Question: what does a context of each kind weigh, what does an operation allocate, and what is left on the heap after
 * ten million children, or timeouts, of one live parent have ended? And what does a session weigh that has served 2,000
 * requests one after the other, of which none is left? And a live connection, one of 20,000, after 1, 20 and 1,100
 * requests?
 *
 * <p>Prediction: an object for a child, two for one with a timeout. Nothing is left, whatever the order of ends. A
 * session is a context and one padded stripe of slots, since it was never in contention: below 400 bytes. So is a
 * connection after 1,100 requests. After 20 it is a context alone.
 *
 * <p>Alternatives: each with what it has. A future has no values, a job no timeout without a coroutine. grpc attaches a
 * child when that has a listener. {@code grpc+listener} and future keep what has ended, and are stopped when they fill
 * the heap or have taken 12 s. For allocation these two get a new parent after each 1,000.
 *
 * <p>Blind spot: a heap in use is known to some KiB, which the JVM itself takes. Sizes are of this JVM: other
 * collectors, heaps above 32 GB and compact headers change them. What the thread of a timer allocates does not count as
 * allocated.
 */
public final class MemoryProbe {

    private static final List<Alternative> ALTERNATIVES = List.of(
            Alternative.CURFEW,
            Alternative.MUTEX,
            Alternative.GRPC,
            Alternative.GRPC_LISTENER,
            Alternative.KOTLIN,
            Alternative.FUTURE);

    /** The locks among them. */
    private static final List<Alternative> CONNECTED = List.of(
            Alternative.CURFEW,
            Alternative.MUTEX,
            Alternative.SPIN,
            Alternative.PORT,
            Alternative.GRPC_LISTENER,
            Alternative.GRPC,
            Alternative.KOTLIN,
            Alternative.FUTURE);

    /** One that keeps nothing and one that keeps all. */
    private static final List<Alternative> SMOKED = List.of(Alternative.CURFEW, Alternative.GRPC_LISTENER);

    private static final List<Alternative> SMOKED_CONNECTED =
            List.of(Alternative.CURFEW, Alternative.MUTEX, Alternative.GRPC_LISTENER);

    private static final Duration LIMIT = Duration.ofSeconds(150);
    /** From this Java on, the JVM warns of Unsafe unless an option allows it. */
    private static final int WARNS_OF_UNSAFE = 23;

    private final Session session;
    private final long allocations;
    private final long children;
    private final int connections;
    private final List<String> jvmArgs = new ArrayList<>(Graph.JVM_ARGS);
    private final MemoryResults results = new MemoryResults();

    private MemoryProbe(Session session) {
        this.session = session;
        allocations = session.smoke() ? 20_000 : 1_000_000;
        children = session.smoke() ? 10_000 : 10_000_000;
        connections = session.smoke() ? 200 : 20_000;
        String heap = session.smoke() ? "256m" : "1g";
        jvmArgs.addAll(List.of("-Xms" + heap, "-Xmx" + heap));
        if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
            jvmArgs.add("--sun-misc-unsafe-memory-access=allow");
        }
    }

    /** Measures, prints three tables, and writes them for the report after each measurement. */
    public static void run(Session session) throws IOException, InterruptedException {
        new MemoryProbe(session).run();
    }

    private void run() throws IOException, InterruptedException {
        for (Alternative alternative : ALTERNATIVES) {
            results.contexts.addAll(List.of(
                    fork(ContextBytes.class, ContextRow[].class, alternative.id(), Long.toString(allocations))));
            keep("bytes per context", alternative, "");
        }
        for (Alternative alternative : session.smoke() ? SMOKED_CONNECTED : CONNECTED) {
            results.connections.addAll(List.of(fork(
                    ConnectionHeap.class, ConnectionRow[].class, alternative.id(), Integer.toString(connections))));
            keep("bytes per connection", alternative, "");
        }
        List<Alternative> retaining = session.smoke() ? SMOKED : ALTERNATIVES;
        for (Churn order : Churn.values()) {
            for (Alternative alternative : retaining) {
                measureRetained(alternative, Kind.CANCEL, order, count() + " children, " + order.label);
            }
        }
        for (Alternative alternative : retaining) {
            if (alternative.has(Trait.TIMEOUTS)) {
                measureRetained(alternative, Kind.TIMEOUT, Churn.LIFO, count() + " timeouts of 60 s, cancelled");
            }
        }
        session.write(Probe.MEMORY, report());
        System.out.println();
        report().print(System.out);
    }

    private void measureRetained(Alternative alternative, String kind, Churn order, String what)
            throws IOException, InterruptedException {
        RetainedRow row = fork(
                RetainedHeap.class,
                RetainedRow.class,
                alternative.id(),
                kind,
                order.name(),
                Long.toString(children),
                what);
        results.retained.add(row);
        keep(what, alternative, MemoryReport.outcome(row));
    }

    private <T> T fork(Class<?> main, Class<T> result, String... args) throws IOException, InterruptedException {
        return Fork.run(main, jvmArgs, LIMIT, System.err::println, result, args)
                .orElseThrow(
                        () -> new IOException("no report from " + main.getSimpleName() + " " + String.join(" ", args)));
    }

    private void keep(String what, Alternative alternative, String outcome) throws IOException {
        session.writeSoFar(Probe.MEMORY, report());
        System.out.printf("%-50s %-14s %s%n", what, alternative, outcome);
    }

    private ProbeResult report() {
        return MemoryReport.of(results, ids(ALTERNATIVES), ids(CONNECTED));
    }

    private static List<String> ids(List<Alternative> alternatives) {
        return alternatives.stream().map(Alternative::id).toList();
    }

    private String count() {
        return children >= 1_000_000 ? children / 1_000_000 + "M" : children / 1_000 + "k";
    }
}
