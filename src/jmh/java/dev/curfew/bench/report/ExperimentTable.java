package dev.curfew.bench.report;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Prints JMH's JSON of an experiment in Markdown, for docs/design.md: a line for each combination of parameters, a column
 * for each method, of allocated bytes if there are any, and of each counter. Methods that vary different parameters have
 * a table each.
 */
public final class ExperimentTable {

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    /** Behind the name of a method, its column of bytes. */
    private static final String BYTES = " B";

    private static final String NOTHING = "0";
    /** What rounding in JMH's accounts for the measuring itself leaves. */
    private static final double NO_BYTES = 0.5;

    /** The class and its parameters' names. */
    private record Title(String experiment, List<String> params) {}

    private final String conditions;
    /** By parameters, the cells by column, in the order of the file. */
    private final Map<List<String>, Map<String, String>> lines = new LinkedHashMap<>();

    private final Set<String> columns = new LinkedHashSet<>();

    private ExperimentTable(Map<?, ?> run) {
        conditions = conditions(run);
    }

    /**
     * Prints the tables of a result.
     *
     * @param args one: JMH's JSON file
     * @throws IOException if it cannot be read
     */
    public static void main(String[] args) throws IOException {
        List<?> runs = new Gson().fromJson(Files.readString(Path.of(args[0])), List.class);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<Title, ExperimentTable> tables = new LinkedHashMap<>();
        for (Object element : runs) {
            Map<?, ?> run = (Map<?, ?>) element;
            String benchmark = (String) run.get("benchmark");
            int dot = benchmark.lastIndexOf('.');
            String experiment = benchmark.substring(benchmark.lastIndexOf('.', dot - 1) + 1, dot);
            tables.computeIfAbsent(
                            new Title(experiment, List.copyOf(params(run).keySet())), title -> new ExperimentTable(run))
                    .add(benchmark.substring(dot + 1), run);
        }
        tables.forEach((title, table) -> table.print(title, out));
    }

    private static String conditions(Map<?, ?> run) {
        return String.format(
                Locale.ROOT,
                "forks %.0f, iterations %.0f of %s, threads %.0f, JDK %s",
                Score.number(run.get("forks")),
                Score.number(run.get("measurementIterations")),
                run.get("measurementTime"),
                Score.number(run.get("threads")),
                run.get("jdkVersion"));
    }

    private static Map<String, String> params(Map<?, ?> run) {
        Map<String, String> params = new LinkedHashMap<>();
        if (run.get("params") instanceof Map<?, ?> all) {
            all.forEach((name, value) -> params.put((String) name, (String) value));
        }
        return params;
    }

    private void add(String method, Map<?, ?> run) {
        Map<String, String> line =
                lines.computeIfAbsent(List.copyOf(params(run).values()), values -> new LinkedHashMap<>());
        put(line, method, time((Map<?, ?>) run.get("primaryMetric")));
        Map<?, ?> counters = (Map<?, ?>) run.get("secondaryMetrics");
        if (counters.get(ALLOCATED) instanceof Map<?, ?> allocated) {
            double bytes = mean(allocated);
            put(line, method + BYTES, bytes < NO_BYTES ? NOTHING : Numbers.number(bytes));
        }
        counters.forEach((name, metric) -> {
            if (!((String) name).startsWith("gc.")) {
                put(line, (String) name, Numbers.number(mean((Map<?, ?>) metric)));
            }
        });
    }

    private static double mean(Map<?, ?> metric) {
        return Score.of(metric).nanos();
    }

    private void put(Map<String, String> line, String column, String cell) {
        columns.add(column);
        line.put(column, cell);
    }

    private static String time(Map<?, ?> metric) {
        Score score = Score.of(metric);
        return Numbers.number(score.nanos()) + " ± " + Numbers.number(score.error()) + (score.noisy() ? " noisy" : "");
    }

    private void print(Title title, PrintStream out) {
        columns.removeIf(this::saysNothing);
        List<String> head = new ArrayList<>(title.params());
        head.addAll(columns);
        out.printf("%n%s, ns ± 99.9 %% interval, %s%n%n", title.experiment(), conditions);
        out.println("| " + String.join(" | ", head) + " |");
        out.println("|" + "---|".repeat(head.size()));
        lines.forEach((values, line) -> {
            List<String> cells = new ArrayList<>(values);
            columns.forEach(column -> cells.add(line.getOrDefault(column, Numbers.NONE)));
            out.println("| " + String.join(" | ", cells) + " |");
        });
    }

    /** Nothing is allocated in any line. */
    private boolean saysNothing(String column) {
        return column.endsWith(BYTES)
                && lines.values().stream()
                        .allMatch(line -> line.getOrDefault(column, NOTHING).equals(NOTHING));
    }
}
