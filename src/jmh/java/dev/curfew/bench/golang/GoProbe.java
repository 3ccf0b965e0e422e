package dev.curfew.bench.golang;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.GoRow;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Refusal;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.run.Session;
import dev.curfew.bench.run.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Question: what does the original, Go's own context, cost on the work of the benchmarks, on the same machine?
 *
 * <p>Prediction: more than curfew and of the order of the mutex core, which is a port of it. A Go from before 2025
 * polls an ended or live context under a lock.
 *
 * <p>Alternatives: this is one, in processes of its own. Rows have the names and parameters of JMH's, and a process is
 * what a fork is there. Blind spot: another runtime measures differently. The collector of Go has the idle cores, as
 * that of a JVM, but with its default pace (GOGC=100) it keeps the heap small, and so works more often. So there is a
 * second series with the heap of the JVMs: it collects when a heap of 1 GiB is full, and not before. The loops are
 * compiled ahead of time, without a profile. And each operation of {@code CancelTree} has its share of a tree, because
 * whole trees are made.
 */
public final class GoProbe {

    /** The settings of each series, in variables of the environment. Others that are inherited do not count. */
    private static final Map<Alternative, Map<String, String>> SERIES = new EnumMap<>(Map.of(
            Alternative.GO, Map.of("GOGC", "100"),
            Alternative.GO_LARGE_HEAP, Map.of("GOGC", "off", "GOMEMLIMIT", "1GiB")));

    private static final Path PROGRAMS = Path.of("src", "bench-go");
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final int LINES_OF_FAILURE = 20;

    private final Session session;
    private final String version;
    private final Path program;
    private final Map<Alternative, Map<String, List<GoLine>>> lines = new EnumMap<>(Alternative.class);

    private GoProbe(Session session, String version) {
        this.session = session;
        this.version = version + ", " + settings();
        program = session.directory().resolve("bench-go.test").toAbsolutePath();
    }

    /** As {@code go: GOGC=100; go-1g: GOGC=off GOMEMLIMIT=1GiB}. */
    private static String settings() {
        return SERIES.entrySet().stream()
                .map(one -> one.getKey() + ": "
                        + new TreeMap<>(one.getValue())
                                .entrySet().stream().map(Object::toString).collect(Collectors.joining(" ")))
                .collect(Collectors.joining("; "));
    }

    public static boolean isInstalled() {
        return Subprocess.output(List.of("go", "version")).isPresent();
    }

    /**
     * Runs the benchmarks that match, prints a table and writes it for the report, anew after each process.
     *
     * @return whether all processes came to their end
     */
    public static boolean run(Session session, boolean quick, String regex, List<Integer> threadCounts)
            throws IOException, InterruptedException {
        String version = Subprocess.output(List.of("go", "version"))
                .map(text -> text.strip().replaceFirst("^go version ", ""))
                .orElseThrow(() -> new Refusal("go is not installed: apt-get install golang-go, or https://go.dev/dl"));
        GoProbe probe = new GoProbe(session, version);
        probe.compile();
        return probe.measure(session.smoke() ? "10x" : quick ? "100ms" : "300ms", regex, threadCounts);
    }

    private void compile() throws IOException, InterruptedException {
        Files.createDirectories(program.getParent());
        run(new ProcessBuilder("go", "test", "-c", "-o", program.toString()).directory(PROGRAMS.toFile()), line -> {});
    }

    /** @param time of a run, as Go writes it: {@code 300ms}, or {@code 10x} for ten operations */
    private boolean measure(String time, String regex, List<Integer> threadCounts)
            throws IOException, InterruptedException {
        boolean complete = true;
        int processes = session.smoke() ? 1 : 5;
        for (int process = 1; process <= processes; process++) {
            for (int threads : threadCounts) {
                for (Alternative series : SERIES.keySet()) {
                    complete &= measure(series, time, regex, threads);
                }
                System.out.printf("[%d/%d] threads=%d: %d rows so far%n", process, processes, threads, rows().size());
                if (!lines.isEmpty()) {
                    session.write(GoRow.FILE, Map.of(GoRow.VERSION, version, GoRow.ROWS, rows()));
                }
            }
        }
        if (lines.isEmpty()) {
            throw new IOException("no Go benchmark matches " + regex + ", or none came to its end");
        }
        print();
        return complete;
    }

    /** Runs the benchmarks on so many threads, each once. What they print before a failure counts. */
    private boolean measure(Alternative series, String time, String regex, int threads) throws InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "-test.run", "^$", "-test.bench", regex.isEmpty() ? "." : regex));
        command.addAll(List.of("-test.benchmem", "-test.benchtime", time, "-test.timeout", "30m"));
        if (session.smoke()) {
            command.add("-test.short");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("BENCH_THREADS", Integer.toString(threads));
        List.of("GOMAXPROCS", "GOGC", "GOMEMLIMIT", "GODEBUG").forEach(builder.environment()::remove);
        builder.environment().putAll(SERIES.get(series));
        try {
            run(
                    builder,
                    text -> GoLine.parse(text, threads)
                            .ifPresent(line -> lines.computeIfAbsent(series, one -> new LinkedHashMap<>())
                                    .computeIfAbsent(line.row(), row -> new ArrayList<>())
                                    .add(line)));
            return true;
        } catch (IOException e) {
            System.out.println("FAILED: " + e.getMessage());
            return false;
        }
    }

    private static void run(ProcessBuilder builder, Consumer<String> lines) throws IOException, InterruptedException {
        List<String> last = new ArrayList<>();
        int status = Subprocess.run(builder, LIMIT, line -> {
            lines.accept(line);
            last.add(line);
            if (last.size() > LINES_OF_FAILURE) {
                last.remove(0);
            }
        });
        if (status != 0) {
            throw new IOException(
                    String.join(" ", builder.command()) + " ended with " + status + ":\n" + String.join("\n", last));
        }
    }

    private List<GoRow> rows() {
        return lines.entrySet().stream()
                .flatMap(series -> series.getValue().values().stream().map(row -> GoLine.rowOf(series.getKey(), row)))
                .toList();
    }

    private void print() {
        Table table = new Table(
                "Go's context, " + version + " (ns/op is the time of one thread, as JMH's; CancelTree per context)",
                List.of("row", "ns/op", "of the processes", "B/op"));
        for (GoRow row : rows()) {
            List<String> params = new ArrayList<>();
            row.params().forEach((name, value) -> params.add(name + "=" + value));
            DoubleSummaryStatistics nanos =
                    row.runs().stream().mapToDouble(Double::doubleValue).summaryStatistics();
            table.row(
                    row.benchmark() + " threads=" + row.threads() + " " + String.join(" ", params) + "  "
                            + row.alternative(),
                    String.format(Locale.ROOT, "%,.2f", nanos.getAverage()),
                    String.format(Locale.ROOT, "%,.2f–%,.2f", nanos.getMin(), nanos.getMax()),
                    row.bytes() == null ? Numbers.NONE : Numbers.bytes(row.bytes()));
        }
        table.print(System.out);
    }
}
