package dev.curfew.bench.golang;

import dev.curfew.bench.report.GoResult;
import dev.curfew.bench.report.Output;
import dev.curfew.bench.report.Provenance;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
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
 * <p>Rivals: this is one, in processes of its own; rows have the names and parameters of JMH's, a process is what a fork is
 * there. Blind spot: another runtime measures differently. Go's collector has the idle cores, as a JVM's, but a heap that it
 * keeps small (GOGC), and so works more often; the loops are compiled ahead of time, without a profile; and each operation
 * of {@code CancelTree} has its share of a tree, whole trees being made.
 *
 * <p>Run: {@code make bench-go BENCH=Child THREADS=2 QUICK=1}
 */
public final class GoBench {

    private static final String NOTE =
            "  (ns/op is the time of one thread, as JMH's; CancelTree per context. Go's collector "
                    + "keeps a small heap, its code is compiled ahead of time.)";

    private final Map<String, List<GoLine>> lines = new LinkedHashMap<>();
    private final String go;
    private final int processes;
    private final String time;
    private final boolean smoke;

    private GoBench(String go, boolean quick, boolean smoke) {
        this.go = go;
        this.smoke = smoke;
        processes = smoke ? 1 : 5;
        time = smoke ? "10x" : quick ? "100ms" : "300ms";
    }

    /**
     * Runs them all, prints a table and writes it for the report, anew after each process.
     *
     * @param args none; system properties {@code bench}, a regular expression, {@code threads}, {@code quick} and
     *     {@code smoke} narrow it
     * @throws IOException if the benchmarks cannot be compiled or the file cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Provenance.remember();
        String go = GoTool.version().orElse(null);
        if (go == null) {
            System.err.println("go is not installed: apt-get install golang-go, or https://go.dev/dl");
            System.exit(1);
        }
        System.out.println(go);
        Integer threads = Integer.getInteger("threads");
        boolean complete = new GoBench(go, Output.flag("quick"), Output.flag("smoke"))
                .run(System.getProperty("bench", "."), threads == null ? List.of(1, 2) : List.of(threads));
        if (!complete) {
            System.exit(1);
        }
    }

    /** Returns false if a process failed. */
    private boolean run(String regex, List<Integer> threadCounts) throws IOException, InterruptedException {
        GoTool tool = GoTool.compile(Output.directory());
        boolean complete = true;
        for (int process = 1; process <= processes; process++) {
            for (int threads : threadCounts) {
                complete &= runProcess(tool, regex, threads);
                System.out.printf("[%d/%d] threads=%d: %d rows so far%n", process, processes, threads, lines.size());
                if (!lines.isEmpty()) {
                    GoResult.write(go, rows());
                }
            }
        }
        if (lines.isEmpty()) {
            throw new IOException("no Go benchmark matches " + regex + ", or none came to its end");
        }
        print(rows());
        return complete;
    }

    /** What it has printed before it failed counts. */
    private boolean runProcess(GoTool tool, String regex, int threads) throws InterruptedException {
        try {
            tool.benchmark(
                    regex,
                    threads,
                    time,
                    smoke,
                    text -> GoLine.parse(text, threads)
                            .ifPresent(line -> lines.computeIfAbsent(line.row(), row -> new ArrayList<>())
                                    .add(line)));
            return true;
        } catch (IOException e) {
            System.out.println("FAILED: " + e.getMessage());
            return false;
        }
    }

    private List<GoRow> rows() {
        return lines.values().stream().map(GoRow::of).toList();
    }

    private void print(List<GoRow> rows) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println();
        out.printf("%-66s %10s %17s %8s%n", "Go's context, " + go, "ns/op", "of the processes", "B/op");
        out.println(NOTE);
        for (GoRow row : rows) {
            List<String> params = new ArrayList<>();
            row.params().forEach((name, value) -> params.add(name + "=" + value));
            DoubleSummaryStatistics nanos =
                    row.runs().stream().mapToDouble(Double::doubleValue).summaryStatistics();
            out.printf(
                    Locale.ROOT,
                    "  %-64s %,10.2f %17s %8s%n",
                    row.benchmark() + " threads=" + row.threads() + " " + String.join(" ", params),
                    nanos.getAverage(),
                    String.format(Locale.ROOT, "%,.2f–%,.2f", nanos.getMin(), nanos.getMax()),
                    row.bytes() == null ? "–" : String.format(Locale.ROOT, "%,.0f", row.bytes()));
        }
        out.flush();
    }
}
