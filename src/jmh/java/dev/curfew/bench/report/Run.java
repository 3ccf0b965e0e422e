package dev.curfew.bench.report;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as it lies in its directory, which the terminal's table, the page and README all show: {@code results.json} of JMH,
 * {@code machine.txt}, {@code go.json}, and a file of each {@link Harness} that was run on the same commit.
 */
final class Run {

    static final String RESULTS = "results.json";
    static final String FACTS = "machine.txt";
    static final String GO = "go.json";

    private final List<String> facts;
    private final List<Case> cases;
    private final Map<Harness, JsonObject> harnesses = new EnumMap<>(Harness.class);

    private Run(List<String> facts, List<Case> cases) {
        this.facts = facts;
        this.cases = cases;
    }

    static Run read(Path directory) throws IOException {
        Path facts = directory.resolve(FACTS);
        Results results = Results.read(directory.resolve(RESULTS));
        Run run = new Run(Files.exists(facts) ? Files.readAllLines(facts) : List.of(), results.cases());
        Optional<JsonObject> go = run.readPart(directory.resolve(GO));
        if (go.isPresent()) {
            results.addGo(go.get());
        }
        for (Harness harness : Harness.values()) {
            Optional<JsonObject> part = run.readPart(directory.resolve(harness.file()));
            part.ifPresent(found -> run.harnesses.put(harness, found));
        }
        return run;
    }

    /** Empty if it is not there, or of another commit than the rest. */
    private Optional<JsonObject> readPart(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonObject part = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        String commit = part.has("commit") ? part.get("commit").getAsString() : "";
        return commit.equals(commit()) ? Optional.of(part) : Optional.empty();
    }

    List<String> facts() {
        return facts;
    }

    /** What follows a name in {@code machine.txt}; empty if nothing does. */
    String fact(String name) {
        return facts.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    String commit() {
        return fact("commit");
    }

    boolean isNoisy() {
        return !fact("noisy").isEmpty();
    }

    List<Case> cases() {
        return cases;
    }

    List<Question> questions() {
        return Question.of(cases);
    }

    Optional<JsonObject> part(Harness harness) {
        return Optional.ofNullable(harnesses.get(harness));
    }

    /** Those of a harness; none if it was not run. */
    List<Table> tables(Harness harness) {
        return part(harness)
                .map(part -> List.of(new Gson().fromJson(part.get("tables"), Table[].class)))
                .orElse(List.of());
    }

    List<Verdict> verdictsOn(Case where) {
        return Bars.check(where, cases);
    }

    /** Those of JMH's rows. */
    List<Verdict> verdicts() {
        return questions().stream()
                .flatMap(question -> question.cases().stream())
                .flatMap(where -> verdictsOn(where).stream())
                .toList();
    }

    Summary summary() {
        List<Verdict> verdicts = new ArrayList<>(verdicts());
        List<String> notMeasured = new ArrayList<>();
        for (Harness harness : Harness.values()) {
            part(harness)
                    .ifPresentOrElse(
                            part -> verdicts.addAll(harness.verdicts(part)),
                            () -> notMeasured.add(harness.title() + " (" + harness.command() + ")"));
        }
        return new Summary(verdicts, notMeasured);
    }
}
