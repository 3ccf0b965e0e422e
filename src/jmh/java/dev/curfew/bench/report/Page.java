package dev.curfew.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A run as one page of HTML that fetches nothing: the tables of {@link BenchTable}, in the same digits, and charts by
 * Chart.js, which is part of the page.
 */
final class Page {

    private static final String TEMPLATE = "page.html";
    private static final String CHART_JS = "META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js";
    private static final String CHART_JS_POM = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";
    /** No {@code <}, which could end the script that it stands in. */
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    /** What is not a number is null: JSON has no other. */
    private record Row(
            String impl, @Nullable Double nanos, @Nullable Double error, List<String> cells) {}

    private record Block(String label, List<Row> rows, List<Verdict> verdicts) {}

    private record Section(String title, String note, List<Block> cases) {}

    private record Part(String title, JsonObject result, List<Verdict> verdicts) {}

    private record Content(
            String summary,
            String noisy,
            List<String> facts,
            List<Verdict> missed,
            List<String> notMeasured,
            List<Section> questions,
            List<Part> harnesses) {}

    private Page() {}

    static String of(Run run) throws IOException {
        return resource(TEMPLATE).replace("/*data*/", GSON.toJson(content(run))).replace("/*chart.js*/", chartJs());
    }

    private static Content content(Run run) {
        Summary summary = run.summary();
        List<Verdict> missed = new ArrayList<>(summary.missed());
        missed.addAll(summary.unresolved());
        return new Content(
                "Bars: " + summary.headline(),
                run.noisy(),
                run.facts(),
                missed,
                summary.notMeasured(),
                run.questions().stream()
                        .map(question -> new Section(
                                question.title(),
                                question.note(),
                                question.cases().stream()
                                        .map(where -> block(run, where))
                                        .toList()))
                        .toList(),
                Arrays.stream(Harness.values())
                        .flatMap(harness -> run.part(harness).stream()
                                .map(part -> new Part(harness.title(), part, harness.verdicts(part))))
                        .toList());
    }

    private static Block block(Run run, Case where) {
        List<Row> rows = new ArrayList<>();
        where.scores()
                .forEach((impl, score) -> rows.add(new Row(
                        impl.isEmpty() ? Numbers.NONE : impl,
                        finite(score.nanos()),
                        finite(score.error()),
                        List.of(
                                Numbers.number(score.nanos()),
                                Numbers.number(score.error()),
                                Numbers.bytes(score.bytes()),
                                where.ratioTo(impl).map(Numbers::number).orElse(""),
                                score.noisy() ? "noisy" : ""))));
        return new Block(where.toString(), rows, run.verdictsOn(where));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static String chartJs() throws IOException {
        Properties pom = new Properties();
        try (InputStream in = open(CHART_JS_POM)) {
            pom.load(in);
        }
        try (InputStream in = open(CHART_JS.formatted(pom.getProperty("version")))) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "").replace("</script", "<\\/script");
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Page.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IOException("not on the class path: " + name);
        }
        return in;
    }
}
