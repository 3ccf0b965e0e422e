package dev.curfew.bench.report;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JMH's JSON, as the cases that the table shows. */
final class Results {

    /** In a group, what the other thread did is not asked for. */
    private static final Map<String, List<String>> METRICS =
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

    /** How many there are in the file: a row may be more than one case. */
    int rows() {
        return rows;
    }

    /** Adds Go's own context as one more rival in the questions of this run, in cases of its own where only Go has them. */
    void addGo(JsonObject go) {
        List<String> questions =
                cases.keySet().stream().map(Case.Key::question).distinct().toList();
        for (JsonElement element : go.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            String[] name = row.get("benchmark").getAsString().split("\\.");
            Map<String, String> params = new TreeMap<>();
            row.getAsJsonObject("params").asMap().forEach((key, value) -> params.put(key, value.getAsString()));
            if (questions.contains(name[0])) {
                put(new Case.Key(name[0], name[1], params, row.get("threads").getAsInt()), Case.GO, Score.of(row));
            }
        }
    }

    private void add(Map<?, ?> run) {
        String name = (String) run.get("benchmark");
        int dot = name.lastIndexOf('.');
        String method = name.substring(dot + 1);
        String question =
                name.substring(name.lastIndexOf('.', dot - 1) + 1, dot).replace("Benchmark", "");
        Map<String, String> params = new TreeMap<>();
        if (run.get("params") instanceof Map<?, ?> all) {
            all.forEach((key, value) -> params.put((String) key, (String) value));
        }
        String impl = params.containsKey("impl") ? params.remove("impl") : "";
        int threads = ((Double) run.get("threads")).intValue();

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
