package dev.curfew.bench.report;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run as it lies in its directory, which the terminal's table, the page and README all show: {@code results.json} of JMH,
 * {@code machine.txt}, {@code go.json}, and a file of each {@link Harness} that belongs to them.
 */
final class Run {

    static final String RESULTS = "results.json";
    static final String FACTS = "machine.txt";
    static final String GO = "go.json";

    private static final Pattern ROWS = Pattern.compile(", (?:(\\d+) of )?(\\d+) rows$");

    private final Facts facts;
    private final Results results;
    private final Parts parts;

    private Run(Facts facts, Results results, Parts parts) {
        this.facts = facts;
        this.results = results;
        this.parts = parts;
    }

    static Run read(Path directory) throws IOException {
        Facts facts = Facts.read(directory);
        Results results = Results.read(directory.resolve(RESULTS));
        Parts parts = Parts.read(directory, facts);
        parts.get(GO).ifPresent(results::addGo);
        return new Run(facts, results, parts);
    }

    /** Those of {@code machine.txt}, and what the other files add. */
    List<String> facts() {
        List<String> lines = new ArrayList<>(facts.lines());
        goVersion().ifPresent(version -> lines.add("go:     " + version));
        parts.narrowed().forEach(part -> lines.add("narrowed: " + part));
        parts.noisy().forEach(part -> lines.add("noisy:  " + part));
        return lines;
    }

    /** Of Go's own column; empty without it. */
    Optional<String> goVersion() {
        return parts.get(GO).map(go -> go.get("go").getAsString());
    }

    /** What follows a name in {@code machine.txt}; empty if nothing does. */
    String fact(String name) {
        return facts.of(name);
    }

    String commit() {
        return facts.of(Facts.COMMIT);
    }

    /** Why its numbers deserve less trust; empty if nothing is known. */
    String noisy() {
        return Stream.concat(Stream.of(facts.noisy()), parts.noisy().stream())
                .filter(why -> !why.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** Which rows were to be measured, less how often and how many were. */
    String suite() {
        String narrowed = facts.of(Facts.NARROWED);
        return facts.of(Facts.SUITE).replaceAll(":.*", "") + (narrowed.isEmpty() ? "" : ", " + narrowed);
    }

    /** Whether each row that was to be measured is there. */
    boolean isComplete() {
        Matcher rows = ROWS.matcher(facts.of(Facts.SUITE));
        return rows.find()
                && results.rows() == Integer.parseInt(rows.group(2))
                && (rows.group(1) == null || rows.group(1).equals(rows.group(2)));
    }

    List<Case> cases() {
        return List.copyOf(results.cases().values());
    }

    Optional<Case> find(Case.Key key) {
        return Optional.ofNullable(results.cases().get(key));
    }

    List<Question> questions() {
        return Question.of(cases());
    }

    Parts parts() {
        return parts;
    }

    Optional<JsonObject> part(Harness harness) {
        return parts.get(harness.file());
    }

    /** Those of a harness; none if it was not run. */
    List<Table> tables(Harness harness) {
        return part(harness)
                .map(part -> List.of(new Gson().fromJson(part.get("tables"), Table[].class)))
                .orElse(List.of());
    }

    List<Verdict> verdictsOn(Case where) {
        return Bars.check(where, results.cases());
    }

    /** Those of JMH's rows. */
    List<Verdict> verdicts() {
        return questions().stream()
                .flatMap(question -> question.cases().stream())
                .flatMap(where -> verdictsOn(where).stream())
                .toList();
    }

    Summary summary() {
        Map<Case.Key, Case> cases = results.cases();
        List<Verdict> verdicts = new ArrayList<>(verdicts());
        List<String> notMeasured = new ArrayList<>();
        List<String> bars = Bars.notMeasured(cases);
        if (!bars.isEmpty()) {
            notMeasured.add("the bars on " + String.join("; ", bars));
        }
        parts.whyLeftOut(GO).ifPresent(why -> notMeasured.add("Go: " + why + " (make bench-go)"));
        for (Harness harness : Harness.values()) {
            String why =
                    parts.whyLeftOut(harness.file()).map(text -> ": " + text).orElse("");
            part(harness)
                    .ifPresentOrElse(
                            part -> verdicts.addAll(harness.verdicts(part)),
                            () -> notMeasured.add(harness.title() + why + " (" + harness.command() + ")"));
        }
        return new Summary(verdicts, notMeasured);
    }
}
