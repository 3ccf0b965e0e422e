package dev.curfew.bench.memory;

import dev.curfew.bench.Rivals;
import dev.curfew.bench.memory.MemoryResults.ContextRow;
import dev.curfew.bench.memory.MemoryResults.RetainedRow;
import dev.curfew.bench.report.HarnessResult;
import dev.curfew.bench.report.Output;
import dev.curfew.bench.report.Provenance;
import java.io.IOException;
import java.util.List;

/**
 * Question: what does a context of each kind weigh, what does an operation allocate, and what is left on the heap after ten
 * million children, or timeouts, of one live parent have ended? And what does a session weigh that has served 2,000 requests
 * one after the other, of which none is left?
 *
 * <p>Prediction: an object for a child, two for one with a timeout. Nothing is left, whatever the order of ends. A session is a
 * context and one padded stripe of slots, since it was never in contention: below 400 bytes.
 *
 * <p>Rivals: each with what it has; a future has no values, a job no timeout without a coroutine. grpc attaches a child when
 * that has a listener; {@code grpc+listener} and future keep what has ended, and are stopped when they fill the heap or
 * have taken 12 s. For allocation these two get a new parent after each 1,000.
 *
 * <p>Blind spot: a heap in use is known to some KiB, the JVM's own. Sizes are of this JVM: other collectors, heaps
 * above 32 GB and compact headers change them. What a timer's own thread allocates is not counted as allocated.
 *
 * <p>Run: {@code make bench-memory}. Each rival and order has its own JVM, with this one's arguments.
 */
public final class MemoryMain {

    private static final List<String> IMPLS =
            List.of(Rivals.CURFEW, Rivals.MUTEX, Rivals.GRPC, Rivals.GRPC_LISTENER, Rivals.KOTLIN, Rivals.FUTURE);

    /** One that keeps nothing and one that keeps all. */
    private static final List<String> SMOKED = List.of(Rivals.CURFEW, Rivals.GRPC_LISTENER);

    private final boolean smoke;
    private final long allocations;
    private final long children;
    private final String heap;
    private final MemoryResults results = new MemoryResults();

    private MemoryMain(boolean smoke) {
        this.smoke = smoke;
        allocations = smoke ? 20_000 : 1_000_000;
        children = smoke ? 10_000 : 10_000_000;
        heap = smoke ? "256m" : "1g";
    }

    /**
     * Measures, prints two tables, and writes them for the report after each measurement.
     *
     * @param args none; the system property {@code smoke} makes it short
     * @throws IOException if a measurement fails or the file cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Provenance.remember();
        new MemoryMain(Output.flag("smoke")).run();
    }

    private void run() throws IOException, InterruptedException {
        for (String impl : IMPLS) {
            measureContexts(impl);
        }
        for (Churn order : Churn.values()) {
            for (String impl : IMPLS) {
                if (!smoke || SMOKED.contains(impl)) {
                    measureRetained(impl, Kind.CANCEL, order, count() + " children, " + order.label);
                }
            }
        }
        for (String impl : IMPLS) {
            if (Kind.WITH_TIMEOUTS.contains(impl) && (!smoke || SMOKED.contains(impl))) {
                measureRetained(impl, Kind.TIMEOUT, Churn.LIFO, count() + " timeouts of 60 s, cancelled");
            }
        }
        System.out.println();
        HarnessResult result = MemoryReport.of(results, IMPLS);
        result.write();
        result.print(System.out);
    }

    private void measureContexts(String impl) throws IOException, InterruptedException {
        ContextRow[] rows = Fork.run(ContextBytes.class, heap, ContextRow[].class, impl, Long.toString(allocations));
        results.contexts.addAll(List.of(rows));
        MemoryReport.of(results, IMPLS).writeSoFar();
        System.out.printf("%-50s %s%n", "bytes per context", impl);
    }

    private void measureRetained(String impl, String kind, Churn order, String what)
            throws IOException, InterruptedException {
        RetainedRow row = Fork.run(
                RetainedHeap.class, heap, RetainedRow.class, impl, kind, order.name(), Long.toString(children), what);
        results.retained.add(row);
        MemoryReport.of(results, IMPLS).writeSoFar();
        System.out.printf("%-50s %-14s %s%n", what, impl, MemoryReport.outcome(row));
    }

    private String count() {
        return children >= 1_000_000 ? children / 1_000_000 + "M" : children / 1_000 + "k";
    }
}
