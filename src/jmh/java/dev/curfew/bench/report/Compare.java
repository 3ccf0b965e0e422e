package dev.curfew.bench.report;

import dev.curfew.bench.data.Facts;
import dev.curfew.bench.data.Refusal;
import dev.curfew.bench.data.Verdict;
import dev.curfew.bench.data.Verdict.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What got slower since a published run, by 5 % at least and beyond the errors of both ({@link Score}) and the drift of
 * the machine ({@link Drift}).
 * The machine may be another, or the same on another day, so times are first divided by its drift. Bytes are compared
 * as they are.
 */
public final class Compare {

    private final Run base;
    private final Run now;
    private final boolean alike;
    private final PrintStream out;

    private Compare(Run base, Run now, boolean alike, PrintStream out) {
        this.base = base;
        this.now = now;
        this.alike = alike;
        this.out = out;
    }

    /**
     * Compares a run with an earlier one.
     *
     * @param base a folder of {@code bench-results}, or a path
     * @param force whether runs that are not alike are compared too, as far as both have measured the same
     * @return whether nothing of ours got worse, and all of it is still measured
     */
    public static boolean compare(String base, Path now, boolean force) throws IOException {
        Path published = Publish.PUBLISHED.resolve(base);
        return compare(Run.read(Files.exists(published) ? published : Path.of(base)), Run.read(now), force, System.out);
    }

    static boolean compare(Run base, Run now, boolean force, PrintStream out) {
        String differences = Stream.of(
                        differ("JDK", base.fact(Facts.JDK), now.fact(Facts.JDK)),
                        differ("collector", base.fact(Facts.GC), now.fact(Facts.GC)),
                        differ("suite", base.suite(), now.suite()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        if (!differences.isEmpty() && !force) {
            throw new Refusal("not alike, " + differences + ": compare them all the same with --force (FORCE=1)");
        }
        return new Compare(base, now, base.suite().equals(now.suite()), out).print();
    }

    private static Optional<String> differ(String what, String before, String now) {
        return before.equals(now)
                ? Optional.empty()
                : Optional.of(what + " was " + (before.isEmpty() ? "not told" : before) + " and is " + now);
    }

    private boolean print() {
        List<Change> changes = changes();
        List<Change> ours = changes.stream().filter(Change::isOurs).toList();
        List<Change> timed = ours.stream().filter(Change::isComparable).toList();
        Drift drift = Drift.of(changes);
        out.printf("before: %s, %s, %s%n", base.commit(), base.fact(Facts.JDK), base.fact(Facts.GC));
        out.printf("now:    %s, %s, %s%n", now.commit(), now.fact(Facts.JDK), now.fact(Facts.GC));
        out.printf("%d rows of ours in both; the machine takes %s times as long now%n", ours.size(), drift);

        List<Change> worse = ours.stream()
                .filter(one -> timed.contains(one) && one.isSlower(drift) || one.isLarger())
                .toList();
        List<String> lost = alike ? lost(true) : List.of();
        list("worse", worse);
        list("faster", timed.stream().filter(one -> one.isFaster(drift)).toList());
        list("not measured now", lost);
        list("alternatives not measured now", alike ? lost(false) : List.of());
        list(
                "too few iterations to compare",
                ours.stream()
                        .filter(one -> !one.isComparable())
                        .map(Change::name)
                        .toList());
        list("targets met before and missed now", fallen());
        if (ours.isEmpty()) {
            out.println("nothing to compare");
            return false;
        }
        out.println(
                worse.isEmpty() && lost.isEmpty()
                        ? "nothing got worse beyond the noise of both runs"
                        : worse.size() + " got worse, " + lost.size() + " not measured now");
        return worse.isEmpty() && lost.isEmpty();
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (Case before : base.cases()) {
            now.find(before.key())
                    .ifPresent(where -> before.scores().forEach((impl, score) -> {
                        if (where.scores().containsKey(impl)) {
                            changes.add(new Change(
                                    before.key(), impl, score, where.scores().get(impl)));
                        }
                    }));
        }
        return changes;
    }

    private List<String> lost(boolean ours) {
        List<String> lost = new ArrayList<>();
        for (Case before : base.cases()) {
            Set<String> still =
                    now.find(before.key()).map(where -> where.scores().keySet()).orElse(Set.of());
            before.scores().forEach((impl, score) -> {
                if (!still.contains(impl) && Change.isOurs(before.key(), impl) == ours) {
                    lost.add(before.key() + ": " + impl);
                }
            });
        }
        return lost;
    }

    /** Worth a look, but no reason to fail: a target may be missed because an alternative got faster. */
    private List<String> fallen() {
        Set<String> met = base.summary().verdicts().stream()
                .filter(verdict -> verdict.outcome() == Outcome.MET)
                .map(Compare::name)
                .collect(Collectors.toSet());
        return now.summary().missed().stream()
                .filter(verdict -> met.contains(name(verdict)))
                .map(verdict -> name(verdict) + ": " + verdict.measured())
                .toList();
    }

    private static String name(Verdict verdict) {
        return verdict.where() + ": " + verdict.target();
    }

    private void list(String title, List<?> lines) {
        if (!lines.isEmpty()) {
            out.println(title + ":");
            lines.forEach(line -> out.println("  " + line));
        }
    }
}
