package dev.curfew.bench.report;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** JMH's JSON, as the cases that the table shows. */
final class Results {

    /** In a group, what the other thread did is not asked for. */
    private static final Map<String, List<String>> METRICS =
            Map.of("whileDeriving", List.of("poll"), "killSwitch", List.of("firstAction", "lastAction"));

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final List<Case> cases = new ArrayList<>();

    private Results() {}

    static Results read(Path json) throws IOException {
        Results results = new Results();
        for (Object run : new Gson().fromJson(Files.readString(json), List.class)) {
            results.add((Map<?, ?>) run);
        }
        return results;
    }

    List<Case> cases() {
        return cases;
    }

    /** Adds Go's own context as one more rival, where the same case was measured. */
    void addGo(JsonObject go) {
        for (JsonElement element : go.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            String[] name = row.get("benchmark").getAsString().split("\\.");
            Map<String, String> params = new TreeMap<>();
            row.getAsJsonObject("params").asMap().forEach((key, value) -> params.put(key, value.getAsString()));
            seen(new Case(name[0], name[1], params, row.get("threads").getAsInt()))
                    .ifPresent(where -> where.scores().put(Case.GO, Score.of(row)));
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

        Map<?, ?> primary = (Map<?, ?>) run.get("primaryMetric");
        Map<?, ?> others = (Map<?, ?>) run.get("secondaryMetrics");
        List<String> metrics = METRICS.getOrDefault(method, List.of());
        for (String metric : metrics) {
            if (others.get(metric) instanceof Map<?, ?> found) {
                find(question, method + ", " + metric, params, threads).scores().put(impl, Score.of(found, Double.NaN));
            }
        }
        if (!metrics.contains("poll")) {
            double bytes =
                    others.get(ALLOCATED) instanceof Map<?, ?> found ? Score.number(found.get("score")) : Double.NaN;
            find(question, method, params, threads).scores().put(impl, Score.of(primary, bytes));
        }
    }

    private Case find(String question, String what, Map<String, String> params, int threads) {
        Case wanted = new Case(question, what, params, threads);
        return seen(wanted).orElseGet(() -> {
            cases.add(wanted);
            return wanted;
        });
    }

    private Optional<Case> seen(Case wanted) {
        return cases.stream().filter(wanted::isSameAs).findFirst();
    }
}
