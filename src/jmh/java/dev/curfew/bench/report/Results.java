package dev.curfew.bench.report;

import com.google.gson.Gson;
import dev.curfew.bench.data.GoRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JMH's JSON, as the cases that the table shows. */
final class Results {

    /** Methods of which the report shows a metric. Of a group, it does not show what the other thread did. */
    static final Map<String, List<String>> METRICS =
            Map.of("whileDeriving", List.of("poll"), "killSwitch", List.of("firstAction", "lastAction"));

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Map<Case.Key, Case> cases = new LinkedHashMap<>();
    private int rows;

    private Results() {}

    static Results read(Path json) throws IOException {
        Results results = new Results();
        for (Object run : new Gson().fromJson(Files.readString(json), List.class)) {
            results.add((Map<?, ?>) run);
            results.rows++;
        }
        return results;
    }

    Map<Case.Key, Case> cases() {
        return cases;
    }

    /** How many there are in the file. One row may be several cases. */
    int rows() {
        return rows;
    }

    /** Adds Go to the questions of this run, in cases of their own where only Go has them. */
    void addGo(List<GoRow> go) {
        List<String> questions =
                cases.keySet().stream().map(Case.Key::question).distinct().toList();
        for (GoRow row : go) {
            String[] name = row.benchmark().split("\\.");
            if (questions.contains(name[0])) {
                put(
                        new Case.Key(name[0], name[1], row.params(), row.threads()),
                        row.alternative().id(),
                        Score.of(row));
            }
        }
    }

    private void add(Map<?, ?> run) {
        String[] name = ((String) run.get("benchmark")).split("\\.");
        String method = name[name.length - 1];
        String question = name[name.length - 2].replace("Benchmark", "");
        Map<String, String> params = new TreeMap<>();
        if (run.get("params") instanceof Map<?, ?> all) {
            all.forEach((key, value) -> params.put((String) key, (String) value));
        }
        String impl = params.containsKey("impl") ? params.remove("impl") : "";
        int threads = (int) Score.number(run.get("threads"));

        Map<?, ?> others = (Map<?, ?>) run.get("secondaryMetrics");
        List<String> metrics = METRICS.getOrDefault(method, List.of());
        for (String metric : metrics) {
            if (others.get(metric) instanceof Map<?, ?> found) {
                put(new Case.Key(question, method + ", " + metric, params, threads), impl, Score.of(found));
            }
        }
        if (!metrics.contains("poll")) {
            Score score = Score.of((Map<?, ?>) run.get("primaryMetric"));
            if (others.get(ALLOCATED) instanceof Map<?, ?> found) {
                score = score.withBytes(Score.number(found.get("score")), Score.number(found.get("scoreError")));
            }
            put(new Case.Key(question, method, params, threads), impl, score);
        }
    }

    private void put(Case.Key key, String impl, Score score) {
        cases.computeIfAbsent(key, Case::new).scores().put(impl, score);
    }
}
