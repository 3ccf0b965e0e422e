package dev.curfew.bench.report;

import dev.curfew.bench.report.Verdict.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Whether what decides about claims decides rightly, on runs that were made up: bars, parts, what may be published, the
 * numbers in each of the report's forms, and the gate ({@link CompareCheck}). Part of {@code make bench-smoke}; fails at
 * the first claim that does not hold.
 */
public final class ReportCheck {

    private static final String CHILD = "Child.lifo threads=1 parent=shared standing=0";
    private static final String POLL = "Poll.isDone threads=1 contexts=shared state=live";

    private ReportCheck() {}

    /**
     * Checks.
     *
     * @param args none
     * @throws IOException if the made-up runs cannot be written
     */
    public static void main(String[] args) throws IOException {
        CompareCheck.all();
        holdsBarsAgainstRows();
        holdsBarsOfManyInFlight();
        holdsThreadsAgainstOne();
        saysWhichBarsItCouldNotHold();
        knowsRivalsThatDoTheWholeJob();
        mergesGo();
        leavesStrangersOut();
        refusesToPublishParts();
        fillsItsPlaces();
        agreesInDigits();
        survivesWhatIsNotANumber();
        System.out.println("report: " + Check.count() + " hold");
    }

    private static Outcome outcome(Run run, String bar) {
        List<Verdict> found = run.verdicts().stream()
                .filter(verdict -> verdict.bar().equals(bar))
                .toList();
        Check.that(found.size() == 1, "one row has the bar " + bar + ", not " + found);
        return found.get(0).outcome();
    }

    private static void holdsBarsAgainstRows() throws IOException {
        Run run = Fixture.of(1).read();
        Check.that(outcome(run, "≤ 0.40 × mutex") == Outcome.MET, "a tenth of mutex is met");
        Check.that(outcome(run, "≤ 40 B") == Outcome.MET, "40 bytes are met");
        Run slow = Fixture.of(1).row(CHILD, "curfew", 200, 56).read();
        Check.that(outcome(slow, "≤ 0.40 × mutex") == Outcome.MISSED, "half of mutex is missed");
        Check.that(outcome(slow, "≤ 40 B") == Outcome.MISSED, "56 bytes are missed");
        Run polls =
                Fixture.of(1).row(POLL, "curfew", 1, 0).row(POLL, "floor", 1, 0).read();
        String bar = "within error of a volatile read";
        Check.that(outcome(polls, bar) == Outcome.MET, "as fast as the floor is met");
        Run slowPoll =
                Fixture.of(1).row(POLL, "curfew", 2, 0).row(POLL, "floor", 1, 0).read();
        Check.that(outcome(slowPoll, bar) == Outcome.MISSED, "twice the floor is missed");
        Run wild = Fixture.of(1)
                .row(POLL, "curfew", 2, 0, 0.9)
                .row(POLL, "floor", 1, 0, 0.9)
                .read();
        Check.that(outcome(wild, bar) == Outcome.NOT_RESOLVABLE, "errors of more than the floor tell nothing");
        Run stalled = Fixture.of(1)
                .row(CHILD, "curfew", 40, 40)
                .row(CHILD, "mutex", 120, 88, 0.9)
                .read();
        Check.that(outcome(stalled, "≤ 0.40 × mutex") == Outcome.NOT_RESOLVABLE, "nor does a ratio to a stall");
        Run hopeless = Fixture.of(1)
                .row(POLL, "curfew", 20, 0)
                .row(POLL, "floor", 1, 0, 0.9)
                .read();
        Check.that(outcome(hopeless, bar) == Outcome.MISSED, "what is beyond all errors is missed");
    }

    private static void holdsBarsOfManyInFlight() throws IOException {
        for (String inFlight : List.of("1000", "100000")) {
            String row = "Child.any threads=1 parent=shared standing=0 inFlight=" + inFlight;
            String bar = "any of " + (inFlight.equals("1000") ? "1,000" : "100,000") + " in flight, to mutex";
            Fixture fixture = Fixture.of(1).without(CHILD, "mutex").row(row, "curfew", 39, 40);
            Check.contains(
                    String.join("\n", fixture.read().summary().notMeasured()), bar, "without mutex there is no " + bar);
            Check.that(
                    outcome(fixture.row(row, "mutex", 100, 88).read(), "≤ 0.40 × mutex") == Outcome.MET,
                    bar + " is met");
            Check.that(
                    outcome(fixture.row(row, "curfew", 41, 40).read(), "≤ 0.40 × mutex") == Outcome.MISSED,
                    bar + " is missed");
        }
    }

    private static void holdsThreadsAgainstOne() throws IOException {
        String together = "Action.registerAndStop threads=2 contexts=shared";
        String bar = "≤ 1.5 × 1 thread";
        Fixture fixture = Fixture.of(1).row("Action.registerAndStop threads=1 contexts=own", "curfew", 20, 40);
        Check.that(outcome(fixture.row(together, "curfew", 29, 40).read(), bar) == Outcome.MET, "1.45 times is met");
        Check.that(outcome(fixture.row(together, "curfew", 31, 40).read(), bar) == Outcome.MISSED, "1.55 is missed");
    }

    private static void saysWhichBarsItCouldNotHold() throws IOException {
        String of = String.join("\n", Fixture.of(1).read().summary().notMeasured());
        Check.contains(of, "fan-out, to mutex", "a bar without a row is not measured");
        Check.that(!of.contains("child, 1 thread, to mutex"), "one with a row is");
        String without = String.join(
                "\n", Fixture.of(1).without(CHILD, "mutex").read().summary().notMeasured());
        Check.contains(without, "child, 1 thread, to mutex", "a bar without its rival is not measured");
    }

    private static void knowsRivalsThatDoTheWholeJob() throws IOException {
        Run run = Fixture.of(1).row(CHILD, "grpc+listener", 300, 40).read();
        Check.that(
                outcome(run, "no worse than the best rival") == Outcome.MET,
                "grpc without a listener attaches nothing, so it is no rival in attaching");
        Run keeping = Fixture.of(1).row(CHILD, "future", 30, 40).read();
        Check.that(outcome(keeping, "no worse than the best rival") == Outcome.MET, "nor is who keeps what has ended");
        Check.contains(Headline.of(keeping, "x"), "`CompletableFuture` 30.0", "but README names it");
        Check.contains(Headline.of(keeping, "x"), "keeps ended children", "and says so");
        Run worse = Fixture.of(1).row(CHILD, "kotlin", 30, 40).read();
        Check.that(outcome(worse, "no worse than the best rival") == Outcome.MISSED, "who does it all is");
    }

    private static void mergesGo() throws IOException {
        Map<String, String> params = Map.of("parent", "shared", "standing", "0");
        Run run = Fixture.of(1).go("Child.lifo", params, 700).read();
        Check.contains(Headline.of(run, "x"), "700.0", "Go's row is merged into Java's case");
        Check.that(run.facts().contains("go:     go1.2"), "Go's version is a fact");
        Run alone = Fixture.of(1).go("Child.selectDone", params, 700).read();
        Check.that(alone.cases().size() == run.cases().size() + 1, "a row that only Go has is a case of its own");
        Run other = Fixture.of(1).go("Poll.isDone", params, 700).read();
        Check.that(other.cases().size() == run.cases().size(), "but not of a question that was not asked");
    }

    private static void leavesStrangersOut() throws IOException {
        String jdk = "OpenJDK 64-Bit Server VM 17.0.1+1";
        Check.that(
                Fixture.of(1)
                        .part(Harness.MEMORY, "abc1234", jdk)
                        .read()
                        .part(Harness.MEMORY)
                        .isPresent(),
                "a part of the same commit and JVM is taken");
        Run commit = Fixture.of(1).part(Harness.MEMORY, "fff", jdk).read();
        Check.that(commit.part(Harness.MEMORY).isEmpty(), "one of another commit is not");
        Check.contains(
                String.join("\n", commit.summary().notMeasured()),
                "Memory: measured on fff, left out",
                "and is said to be left out");
        Run other = Fixture.of(1).part(Harness.MEMORY, "abc1234", "another JDK").read();
        Check.that(other.part(Harness.MEMORY).isEmpty(), "nor is one of another JDK");
        Run matrix =
                Fixture.of(1).part(Harness.MATRIX, "abc1234", "another JDK").read();
        Check.that(matrix.part(Harness.MATRIX).isPresent(), "but the matrix has JDKs of its own");
    }

    private static void refusesToPublishParts() throws IOException {
        Publish.check(Fixture.of(1).read(), false);
        Publish.check(Fixture.of(1).fact("suite:  headline: before, 6 rows").read(), false);
        for (String fact : List.of(
                "suite:  smoke: a fixture, 6 of 6 rows",
                "suite:  quick: a fixture, 6 of 6 rows",
                "suite:  matrix: a fixture, 6 of 6 rows",
                "suite:  headline: a fixture, 5 of 6 rows",
                "suite:  headline: before, 60 rows",
                "narrowed: bench=Child")) {
            Run run = Fixture.of(1).fact(fact).read();
            Check.refused(() -> Publish.check(run, false), "not to be published: " + fact);
            if (!fact.contains("smoke")) {
                Publish.check(run, true);
            }
        }
    }

    private static void fillsItsPlaces() {
        String readme = "a\n<!-- x: by make publish-bench -->\nold\n<!-- end of x -->\nb\n";
        Check.that(
                Publish.fill(readme, "x", "new").equals(readme.replace("old", "new")),
                "what is between the marks is replaced, and nothing else");
        Check.refused(() -> Publish.fill(readme, "y", "new"), "without marks, nothing is filled");
    }

    /** Of the table, the page and README, all of them have the same digits. */
    private static void agreesInDigits() throws IOException {
        Path directory = Fixture.of(1).row(CHILD, "curfew", 43.21, 40).write();
        try (PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Report.write(directory, nowhere);
        }
        Run run = Run.read(directory);
        Score score = run.cases().stream()
                .filter(where -> where.question().equals("Child"))
                .map(where -> where.scores().get(Case.CURFEW))
                .findFirst()
                .orElseThrow();
        String nanos = Numbers.number(score.nanos());
        String error = Numbers.number(score.error());
        Check.that(nanos.equals("43.2"), "the mean is what was planted");
        String table = Files.readString(directory.resolve(Report.TABLE));
        Check.that(
                table.lines().anyMatch(line -> line.matches(" +curfew +" + nanos + " +" + error + " +40 *")),
                "the table has them");
        String page = Files.readString(directory.resolve(Report.PAGE));
        Check.contains(page, "\"cells\":[\"" + nanos + "\",\"" + error + "\",\"40\"", "the page has them");
        Check.contains(Headline.of(run, "x"), nanos + " ± " + error + ", 40 B", "README has them");
        String bars = run.summary().headline();
        Check.contains(table, bars, "the table has the bars");
        Check.contains(page, bars, "the page has the bars");
        Check.contains(Headline.of(run, "x"), bars, "README has the bars");
    }

    private static void survivesWhatIsNotANumber() throws IOException {
        Run run = Fixture.of(1).notANumber(CHILD, "curfew").read();
        Check.contains(Page.of(run), "\"nanos\":null", "what is not a number is null on the page");
    }
}
