package dev.curfew.bench.golang;

import dev.curfew.bench.report.GoResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Question: what does the original, Go's own context, cost on the work of the benchmarks, on the same machine?
 *
 * <p>Prediction: more than curfew and of the order of the mutex core, which is a port of it; an ended or live context is
 * polled under a lock by a Go from before 2025.
 *
 * <p>Rivals: this is one, in a process of its own; rows have the names and parameters of JMH's. Blind spot: another runtime
 * measures differently. Go's collector works on the measured threads and with a heap that it keeps small; the loops are
 * compiled ahead of time; and each operation of {@code CancelTree} has its share of a tree, whole trees being made.
 *
 * <p>Run: {@code make bench-go BENCH=Child THREADS=2 QUICK=1}
 */
public final class GoBench {

    private final Map<String, List<GoLine>> lines = new LinkedHashMap<>();
    private final int count;
    private final String time;
    private final boolean smoke;

    private GoBench(boolean quick, boolean smoke) {
        this.smoke = smoke;
        count = smoke ? 1 : 5;
        time = smoke ? "10x" : quick ? "100ms" : "700ms";
    }

    /**
     * Runs them all, prints a table and writes it for the report.
     *
     * @param args none; system properties {@code bench}, a regular expression, {@code threads}, {@code quick} and
     *     {@code smoke} narrow it
     * @throws IOException if a benchmark fails or the file cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String go = GoTool.version().orElse(null);
        if (go == null) {
            System.err.println("go is not installed: apt-get install golang-go, or https://go.dev/dl");
            System.exit(1);
        }
        System.out.println(go);
        Integer threads = Integer.getInteger("threads");
        new GoBench(Boolean.getBoolean("quick"), Boolean.getBoolean("smoke"))
                .run(go, System.getProperty("bench", "."), threads == null ? List.of(1, 2) : List.of(threads));
    }

    private void run(String go, String regex, List<Integer> threadCounts) throws IOException, InterruptedException {
        for (int threads : threadCounts) {
            GoTool.benchmark(regex, threads, count, time, smoke, text -> read(text, threads));
        }
        if (lines.isEmpty()) {
            throw new IOException("no Go benchmark matches " + regex);
        }
        List<GoRow> rows = lines.values().stream().map(GoRow::of).toList();
        print(go, rows);
        GoResult.write(go, rows);
    }

    /** Shows a row when all of its runs are there. */
    private void read(String text, int threads) {
        GoLine.parse(text, threads).ifPresent(line -> {
            List<GoLine> runs = lines.computeIfAbsent(line.row(), row -> new ArrayList<>());
            runs.add(line);
            if (runs.size() == count) {
                System.out.printf(
                        Locale.ROOT,
                        "[%2d] %-66s %,10.1f ns/op%n",
                        lines.size(),
                        line.row(),
                        GoRow.of(runs).nanos());
            }
        });
    }

    private static void print(String go, List<GoRow> rows) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println();
        out.printf("%-66s %10s %10s %8s%n", "Go's context, " + go, "ns/op", "±", "B/op");
        out.println("  (ns/op is the time of one thread, as JMH's; CancelTree per context)");
        for (GoRow row : rows) {
            List<String> params = new ArrayList<>();
            row.params().forEach((name, value) -> params.add(name + "=" + value));
            out.printf(
                    Locale.ROOT,
                    "  %-64s %,10.2f %10s %8s%n",
                    row.benchmark() + " threads=" + row.threads() + " " + String.join(" ", params),
                    row.nanos(),
                    row.error() == null ? "–" : String.format(Locale.ROOT, "%,.2f", row.error()),
                    row.bytes() == null ? "–" : String.format(Locale.ROOT, "%,.0f", row.bytes()));
        }
        out.flush();
    }
}
