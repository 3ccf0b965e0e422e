package dev.curfew.bench.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** That the gate finds what was planted, and nothing else. */
final class CompareCheck {

    private static final String CHILD = "Child.lifo threads=1 parent=shared standing=0";
    private static final String HARNESS = "Harness.childByHand threads=1";

    private record Outcome(boolean passed, String text) {}

    private CompareCheck() {}

    static void all() throws IOException {
        findsWhatGotSlower();
        takesNoiseForNoise();
        dividesTheDriftOut();
        findsWhatGotLarger();
        findsWhatIsLost();
        listsWhatItCannotTell();
        refusesWhatIsNotAlike();
    }

    private static Outcome compare(Fixture base, Fixture now, boolean force) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean passed;
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            passed = Compare.compare(base.read(), now.read(), force, out);
        }
        return new Outcome(passed, bytes.toString(StandardCharsets.UTF_8));
    }

    private static Outcome compare(Fixture base, Fixture now) throws IOException {
        return compare(base, now, false);
    }

    private static void findsWhatGotSlower() throws IOException {
        Outcome outcome = compare(Fixture.of(1), Fixture.of(1).row(CHILD, "curfew", 48, 40));
        Check.that(!outcome.passed, "20 % slower does not pass");
        Check.contains(outcome.text, "worse:\n  Child.lifo", "20 % slower is listed");
        Check.contains(
                compare(Fixture.of(1), Fixture.of(1).row(CHILD, "curfew", 30, 40)).text,
                "faster:\n  Child.lifo",
                "25 % faster is listed");
        Outcome mutex = compare(Fixture.of(1), Fixture.of(1).row(CHILD, "mutex", 480, 40));
        Check.that(!mutex.passed, "the port of Go's code is ours too");
        Outcome byHand =
                compare(Fixture.of(1).row(HARNESS, "", 40, 0), Fixture.of(1).row(HARNESS, "", 48, 0));
        Check.that(!byHand.passed, "and so is what is measured by hand");
        Outcome kotlin = compare(Fixture.of(1), Fixture.of(1).row(CHILD, "kotlin", 480, 40));
        Check.that(kotlin.passed, "kotlin is not");
    }

    private static void takesNoiseForNoise() throws IOException {
        Check.that(compare(Fixture.of(1), Fixture.of(1)).passed, "the same passes");
        Check.that(
                compare(Fixture.of(1), Fixture.of(1).row(CHILD, "curfew", 41.6, 40)).passed,
                "4 % are not worth the talk, however sure");
        Check.that(
                compare(
                                Fixture.of(1).row(CHILD, "curfew", 40, 40, 0.15),
                                Fixture.of(1).row(CHILD, "curfew", 53, 40, 0.15))
                        .passed,
                "a third is noise where forks are as far apart, which the pooled error does not see");
    }

    private static void dividesTheDriftOut() throws IOException {
        Check.that(compare(Fixture.of(1), Fixture.of(1.5)).passed, "a slower machine passes");
        Check.that(
                !compare(Fixture.of(1), Fixture.of(1.5).row(CHILD, "curfew", 72, 40)).passed,
                "20 % slower on a slower machine does not");
        Outcome both = compare(
                Fixture.of(1), Fixture.of(1).row(CHILD, "curfew", 60, 40).row(CHILD, "mutex", 600, 40));
        Check.that(!both.passed, "what all of ours share is not the machine's");
    }

    private static void findsWhatGotLarger() throws IOException {
        Check.that(!compare(Fixture.of(1), Fixture.of(1).row(CHILD, "curfew", 40, 48)).passed, "8 bytes do not pass");
        Check.that(compare(Fixture.of(1), Fixture.of(1).row(CHILD, "curfew", 40, 40.5)).passed, "stray bytes do");
        Check.that(
                compare(
                                Fixture.of(1).row(CHILD, "curfew", 40, 700_000),
                                Fixture.of(1).row(CHILD, "curfew", 40, 705_000))
                        .passed,
                "and a hundredth of many");
    }

    private static void findsWhatIsLost() throws IOException {
        Outcome outcome = compare(Fixture.of(1), Fixture.of(1).without(CHILD, "curfew"));
        Check.that(!outcome.passed, "a row that is missing does not pass");
        Check.contains(outcome.text, "not measured now:\n  Child.lifo", "a row that is missing is listed");
        Outcome rival = compare(Fixture.of(1), Fixture.of(1).without(CHILD, "kotlin"));
        Check.that(rival.passed, "a rival may be missing");
        Check.contains(rival.text, "rivals not measured now:\n  Child.lifo", "but is listed");
    }

    private static void listsWhatItCannotTell() throws IOException {
        Outcome outcome = compare(Fixture.of(1), Fixture.of(1).notANumber(CHILD, "curfew"));
        Check.contains(outcome.text, "too few iterations to compare:\n  Child.lifo", "no error, no comparison");
        Outcome fallen = compare(Fixture.of(1), Fixture.of(1).row(CHILD, "mutex", 50, 40));
        Check.that(fallen.passed, "a bar that a rival's gain turned to missed passes");
        Check.contains(fallen.text, "bars met before and missed now:\n  Child.lifo", "but is listed");
    }

    private static void refusesWhatIsNotAlike() throws IOException {
        Fixture quick = Fixture.of(1).fact("suite:  quick: a fixture, 6 of 6 rows");
        Check.refused(() -> unchecked(quick, false), "another suite is not compared");
        Check.that(compare(Fixture.of(1), quick, true).passed, "unless forced");
    }

    private static void unchecked(Fixture now, boolean force) {
        try {
            compare(Fixture.of(1), now, force);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
