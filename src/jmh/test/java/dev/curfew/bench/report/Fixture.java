package dev.curfew.bench.report;

import com.google.gson.Gson;
import dev.curfew.bench.data.Facts;
import dev.curfew.bench.data.GoRow;
import dev.curfew.bench.data.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run that was never measured: rows of given means, with noise that is the same each time. */
final class Fixture {

    static final String CHILD = "Child.lifo threads=1 parent=shared standing=0";

    private static final int FORKS = 5;
    private static final double[] ITERATIONS = {0.99, 1, 1.01};
    /** Of the mean of a fork, less one, in turn. */
    private static final double[] FORKS_APART = {-1, 0.5, 0, 1, -0.5};

    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final Map<String, Object> parts = new LinkedHashMap<>();
    private String facts = """
            date:   2026-01-02T03:04:05Z
            cpu:    A CPU, 2 cores
            jdk:    OpenJDK 64-Bit Server VM 17.0.1+1
            gc:     G1
            commit: abc1234
            """;

    /** With the rows that most tests need. */
    static Fixture run() {
        return run(1);
    }

    /** All times are multiplied by the slowness of the machine. */
    static Fixture run(double slowness) {
        Fixture run = new Fixture();
        run.row("Floor.volatileRead threads=1", "", slowness, 0);
        for (String impl : List.of("curfew", "mutex", "kotlin", "grpc+listener", "grpc")) {
            double nanos = impl.equals("curfew") ? 40 : impl.equals("grpc") ? 20 : 400;
            run.row(CHILD, impl, nanos * slowness, 40);
        }
        return run;
    }

    /** As {@code Child.lifo threads=1 parent=shared}. Replaces what was there. */
    Fixture row(String name, String impl, double nanos, double bytes) {
        return row(name, impl, nanos, bytes, 0.005);
    }

    /** @param apart how far the means of the forks are from the mean, as a part of it */
    Fixture row(String name, String impl, double nanos, double bytes, double apart) {
        without(name, impl);
        List<List<Double>> raw = new ArrayList<>();
        for (int fork = 0; fork < FORKS; fork++) {
            List<Double> ofFork = new ArrayList<>();
            for (double iteration : ITERATIONS) {
                ofFork.add(nanos * iteration * (1 + apart * FORKS_APART[fork]));
            }
            raw.add(ofFork);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        Map<String, String> params = params(name, impl);
        row.put("threads", Integer.parseInt(params.remove("threads")));
        row.put("benchmark", "dev.curfew.bench.jmh." + name.split(" ")[0].replace(".", "Benchmark."));
        row.put("params", params);
        row.put("primaryMetric", Map.of("rawData", raw));
        row.put("secondaryMetrics", Map.of("gc.alloc.rate.norm", Map.of("score", bytes, "scoreError", 0.01)));
        row.put("fixture", name + impl);
        rows.add(row);
        return this;
    }

    private static Map<String, String> params(String name, String impl) {
        Map<String, String> params = new LinkedHashMap<>();
        String[] words = name.split(" ");
        for (int i = 1; i < words.length; i++) {
            params.put(words[i].split("=")[0], words[i].split("=")[1]);
        }
        if (!impl.isEmpty()) {
            params.put("impl", impl);
        }
        return params;
    }

    Fixture without(String name, String impl) {
        rows.removeIf(row -> (name + impl).equals(row.get("fixture")));
        return this;
    }

    /** What is not a number is a string, as JMH writes it. */
    Fixture notANumber(String name, String impl) {
        row(name, impl, 1, 0);
        rows.get(rows.size() - 1).put("primaryMetric", Map.of("rawData", List.of(List.of("NaN"))));
        return this;
    }

    Fixture fact(String line) {
        facts += line + "\n";
        return this;
    }

    Fixture go(String benchmark, double nanos) {
        Map<String, String> params = Map.of("parent", "shared", "standing", "0");
        GoRow row = new GoRow(benchmark, params, 1, null, 80.0, List.of(nanos, nanos));
        parts.put(GoRow.FILE, Map.of("commit", "abc1234", GoRow.VERSION, "go1.2", GoRow.ROWS, List.of(row)));
        return this;
    }

    Fixture part(Probe probe, String commit, String jdk) {
        parts.put(
                probe.file(),
                Map.of(
                        "commit", commit, "jdk", jdk, "gc", "G1", "note", "a note", "tables", List.of(), "targets",
                        List.of()));
        return this;
    }

    /** Complete, unless a suite was given as a fact. */
    Path write() throws IOException {
        Path directory = Files.createTempDirectory("curfew-report");
        String suite = facts.contains("suite:")
                ? ""
                : "suite:  headline: a fixture, " + rows.size() + " of " + rows.size() + " rows\n";
        Files.writeString(directory.resolve(Facts.FILE), facts + suite);
        Files.writeString(directory.resolve(Run.RESULTS), new Gson().toJson(rows));
        for (Map.Entry<String, Object> part : parts.entrySet()) {
            Files.writeString(directory.resolve(part.getKey()), new Gson().toJson(part.getValue()));
        }
        return directory;
    }

    Run read() throws IOException {
        return Run.read(write());
    }
}
