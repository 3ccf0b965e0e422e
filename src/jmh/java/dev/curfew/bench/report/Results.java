package dev.curfew.bench.report;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JMH's JSON, as the cases that the table shows. */
final class Results {

    /** In a group, what the other thread did is not asked for. */
    private static final Map<String, List<String>> METRICS =
            Map.of("whileDeriving", List.of("poll"), "killSwitch", List.of("firstAction", "lastAction"));

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final List<Case> cases = new ArrayList<>();

    private Results() {}

    static List<Case> read(Path json) throws IOException {
        Results results = new Results();
        for (Object run : new Gson().fromJson(Files.readString(json), List.class)) {
            results.add((Map<?, ?>) run);
        }
        return results.cases;
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
        for (Case seen : cases) {
            if (seen.question().equals(question)
                    && seen.what().equals(what)
                    && seen.params().equals(params)
                    && seen.threads() == threads) {
                return seen;
            }
        }
        Case added = new Case(question, what, params, threads);
        cases.add(added);
        return added;
    }
}
