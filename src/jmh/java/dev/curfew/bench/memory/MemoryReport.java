package dev.curfew.bench.memory;

import static dev.curfew.bench.memory.Heap.MEBIBYTE;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.memory.MemoryResults.ConnectionRow;
import dev.curfew.bench.memory.MemoryResults.ContextRow;
import dev.curfew.bench.memory.MemoryResults.RetainedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/** {@link MemoryResults} as three tables with a column for each alternative, and the targets. */
final class MemoryReport {

    private static final long MOST_RETAINED = 64 * 1024;
    private static final int MOST_OF_VALUE = 24;
    private static final int MOST_OF_SESSION = 400;
    /** What the loop itself allocates now and then. */
    private static final double STRAY_BYTES = 0.5;

    private static final double KIBIBYTE = 1_024;

    private final ProbeResult result = new ProbeResult(
            "Live: all that a context adds below its parent, its timer too. Allocated: to make and end it, by this thread. "
                    + "Retained: what the heap in use has grown by when all have ended but their parent; "
                    + "an alternative that fills the heap with what has ended, or takes 12 s, is stopped. "
                    + "Of connections, 20,000 live below one parent; fewer, in brackets, where that filled the heap or took 12 s.");

    private MemoryReport() {}

    static ProbeResult of(MemoryResults results, List<String> impls, List<String> connected) {
        MemoryReport report = new MemoryReport();
        report.table(
                "Bytes, live / allocated",
                impls,
                results.contexts,
                ContextRow::kind,
                ContextRow::impl,
                row -> bytes(row.retainedBytes()) + " / " + bytes(row.allocatedBytes()));
        report.table(
                "Bytes of a live connection after requests that have ended",
                connected,
                results.connections,
                MemoryReport::after,
                ConnectionRow::impl,
                row -> bytes(row.bytes()) + (row.gaveUp() ? " (" + Numbers.count(row.connections()) + ")" : ""));
        report.table(
                "Retained below one live parent",
                impls,
                results.retained,
                RetainedRow::what,
                RetainedRow::impl,
                MemoryReport::outcome);
        results.contexts.stream()
                .filter(row -> row.impl().equals(Alternative.CURFEW.id()))
                .forEach(report::judge);
        results.connections.stream()
                .filter(row -> row.impl().equals(Alternative.CURFEW.id()))
                .forEach(row -> report.judge(row, results.connections));
        results.retained.stream()
                .filter(row -> row.impl().equals(Alternative.CURFEW.id()))
                .forEach(report::judge);
        return report.result;
    }

    private <R> void table(
            String title,
            List<String> impls,
            List<R> cells,
            Function<R, String> row,
            Function<R, String> column,
            Function<R, String> text) {
        List<String> columns = new ArrayList<>(List.of("bytes"));
        columns.addAll(impls);
        Table table = result.table(title, columns);
        BiFunction<String, String, String> at = (name, impl) -> cells.stream()
                .filter(cell ->
                        row.apply(cell).equals(name) && column.apply(cell).equals(impl))
                .map(text)
                .findFirst()
                .orElse(Numbers.NONE);
        cells.stream().map(row).distinct().forEach(name -> {
            List<String> line = new ArrayList<>(List.of(name));
            impls.forEach(impl -> line.add(at.apply(name, impl)));
            table.row(line);
        });
    }

    private static String bytes(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    static String outcome(RetainedRow row) {
        // Less is noise of the JVM.
        boolean grows = row.perOperation() >= 1;
        String retained = grows
                ? String.format(
                        Locale.ROOT, "%,.0f MiB, %.0f B each", (double) row.bytes() / MEBIBYTE, row.perOperation())
                : String.format(Locale.ROOT, "%,.1f KiB", row.bytes() / KIBIBYTE);
        return retained + (row.gaveUp() ? String.format(Locale.ROOT, ", stopped at %,d", row.operations()) : "");
    }

    /**
     * Of one binding without its share of an index. The targets on what a child and a timeout allocate are on rows of
     * JMH.
     */
    private void judge(ContextRow row) {
        if (row.kind().equals(Kind.VALUE)) {
            result.target(
                    Probe.MEMORY,
                    String.format(Locale.ROOT, "%s: ≤ %d B", row.kind(), MOST_OF_VALUE),
                    String.format(Locale.ROOT, "%.1f B", row.allocatedBytes()),
                    row.allocatedBytes() <= MOST_OF_VALUE + STRAY_BYTES);
        } else if (row.kind().equals(Kind.SESSION)) {
            result.target(
                    Probe.MEMORY,
                    String.format(Locale.ROOT, "%s: ≤ %d B", row.kind(), MOST_OF_SESSION),
                    String.format(Locale.ROOT, "%.1f B", row.retainedBytes()),
                    row.retainedBytes() <= MOST_OF_SESSION + STRAY_BYTES);
        }
    }

    private static String after(ConnectionRow row) {
        return "after " + Numbers.count(row.requests()) + (row.requests() == 1 ? " request" : " requests");
    }

    /** Against the other core. */
    private void judge(ConnectionRow curfew, List<ConnectionRow> all) {
        all.stream()
                .filter(row -> row.impl().equals(Alternative.MUTEX.id()) && row.requests() == curfew.requests())
                .forEach(mutex -> result.target(
                        Probe.MEMORY,
                        "a connection " + after(curfew) + ": ≤ the mutex core's",
                        bytes(curfew.bytes()) + " B, mutex " + bytes(mutex.bytes()) + " B",
                        curfew.bytes() <= mutex.bytes() + STRAY_BYTES));
    }

    private void judge(RetainedRow row) {
        String reachable = row.graphBytes() == null
                ? ""
                : String.format(Locale.ROOT, ", %.1f of them reachable from the parent", row.graphBytes() / KIBIBYTE);
        result.target(
                Probe.MEMORY,
                "retained after " + row.what() + ": < 64 KiB",
                String.format(Locale.ROOT, "%.1f KiB", row.bytes() / KIBIBYTE) + reachable,
                row.bytes() < MOST_RETAINED && !row.gaveUp());
    }
}
