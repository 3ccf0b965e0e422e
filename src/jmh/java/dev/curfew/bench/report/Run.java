package dev.curfew.bench.report;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Facts;
import dev.curfew.bench.data.GoRow;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.Refusal;
import dev.curfew.bench.data.Verdict;
import dev.curfew.bench.run.SuiteRun;
import java.io.IOException;
import java.nio.file.Files;
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
 * A run as it lies in its directory: {@code results.json} of JMH, {@code machine.txt}, {@code go.json}, and a file of
 * each {@link Probe} that belongs to them.
 */
final class Run {

    static final String RESULTS = SuiteRun.RESULTS;

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
        if (!Files.exists(directory.resolve(RESULTS))) {
            throw new Refusal("nothing is measured in " + directory);
        }
        Facts facts = Facts.read(directory);
        Results results = Results.read(directory.resolve(RESULTS));
        Parts parts = Parts.read(directory, facts);
        results.addGo(parts.go());
        return new Run(facts, results, parts);
    }

    /** The lines of {@code machine.txt}, and what the other files add. */
    List<String> facts() {
        List<String> lines = new ArrayList<>(facts.lines());
        parts.goVersion().ifPresent(version -> lines.add("go:     " + version));
        parts.with(Facts.NARROWED).forEach(part -> lines.add("narrowed: " + part));
        parts.with(Facts.NOISY).forEach(part -> lines.add("noisy:  " + part));
        return lines;
    }

    /** What follows a name in {@code machine.txt}, or nothing. */
    String fact(String name) {
        return facts.of(name);
    }

    String commit() {
        return facts.of(Facts.COMMIT);
    }

    /** As {@code JDK 17.0.15+6, G1, 2 cores}. */
    String measuredOn() {
        return fact(Facts.JDK).replaceAll(".* VM ", "JDK ") + ", " + fact(Facts.GC) + ", "
                + fact("cpu").replaceAll(".*, ", "");
    }

    /** Why the numbers deserve less trust, or nothing. */
    String noisy() {
        return Stream.concat(Stream.of(facts.noisy()), parts.with(Facts.NOISY).stream())
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

    List<Verdict> verdictsOn(Case where) {
        return Targets.check(where, results.cases());
    }

    /** Empty for one and two threads, and if either was not measured. */
    Optional<Scalability> scalability(Case where) {
        Optional<Score> alone = curfew(where.key().on(1));
        Optional<Score> two = curfew(where.key().on(2));
        return where.threads() <= 2 || alone.isEmpty() || two.isEmpty()
                ? Optional.empty()
                : Optional.of(new Scalability(alone.get().nanos(), two.get().nanos()));
    }

    private Optional<Score> curfew(Case.Key key) {
        return find(key).map(where -> where.score(Alternative.CURFEW));
    }

    /** The verdicts on rows of JMH. */
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
        List<String> targets = Targets.notMeasured(cases);
        if (!targets.isEmpty()) {
            notMeasured.add("the targets on " + String.join("; ", targets));
        }
        parts.whyLeftOut(GoRow.FILE).ifPresent(why -> notMeasured.add("Go: " + why + " (make bench-go)"));
        for (Probe probe : Probe.values()) {
            String why = parts.whyLeftOut(probe.file()).map(text -> ": " + text).orElse("");
            parts.get(probe)
                    .ifPresentOrElse(
                            part -> verdicts.addAll(part.targets()),
                            () -> notMeasured.add(probe.title() + why + " (make bench-" + probe.command() + ")"));
        }
        return new Summary(verdicts, notMeasured);
    }
}
