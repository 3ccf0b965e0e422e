package dev.curfew.bench.memory;

import static dev.curfew.bench.memory.Heap.MEBIBYTE;

import dev.curfew.bench.memory.MemoryResults.BarRow;
import dev.curfew.bench.memory.MemoryResults.ContextRow;
import dev.curfew.bench.memory.MemoryResults.RetainedRow;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Prints {@link MemoryResults}: a line for each kind, or operation, and rival; then the bars. */
final class MemoryTable {

    private MemoryTable() {}

    /** As UTF-8, whatever the stream's own encoding. */
    static void print(MemoryResults results, PrintStream stream) {
        PrintStream out = new PrintStream(stream, true, StandardCharsets.UTF_8);
        out.printf("%-34s %14s %14s%n", "Bytes of a context", "while it lives", "allocated");
        out.println(
                "  (living: all it adds below its parent, its timer too. Allocated: to make and end it, by this thread)");
        String kind = "";
        for (ContextRow row : byKind(results.contexts)) {
            if (!row.kind().equals(kind)) {
                kind = row.kind();
                out.println("  " + kind);
            }
            out.printf(
                    Locale.ROOT, "    %-30s %,14.1f %,14.1f%n", row.impl(), row.retainedBytes(), row.allocatedBytes());
        }
        out.println();
        out.println("Retained below one live parent, of what has ended");
        String what = "";
        for (RetainedRow row : results.retained) {
            if (!row.what().equals(what)) {
                what = row.what();
                out.println("  " + what);
            }
            out.printf("    %-30s %s%n", row.impl(), outcome(row));
        }
        out.println();
        results.bars.forEach(bar -> out.println(line(bar)));
        out.flush();
    }

    /** In the order in which the first rival names them. */
    private static List<ContextRow> byKind(List<ContextRow> rows) {
        List<String> kinds = rows.stream().map(ContextRow::kind).distinct().toList();
        return kinds.stream()
                .flatMap(kind -> rows.stream().filter(row -> row.kind().equals(kind)))
                .toList();
    }

    static String outcome(RetainedRow row) {
        // Less is noise of the JVM's own.
        boolean grows = row.perOperation() >= 1;
        String retained = grows
                ? String.format(
                        Locale.ROOT,
                        "%,10.1f MiB, %.0f bytes each",
                        (double) row.bytes() / MEBIBYTE,
                        row.perOperation())
                : String.format(Locale.ROOT, "%,10.1f KiB", row.bytes() / 1_024.0);
        String graph = row.graphBytes() == null
                ? ""
                : String.format(Locale.ROOT, ", %+.1f KiB reachable from the parent", row.graphBytes() / 1_024.0);
        String gaveUp = row.gaveUp() ? String.format(Locale.ROOT, ", gave up after %,d", row.operations()) : "";
        return retained + graph + gaveUp;
    }

    private static String line(BarRow bar) {
        return String.format("%-7s %s: %s", bar.met() ? "met" : "MISSED", bar.bar(), bar.measured());
    }
}
