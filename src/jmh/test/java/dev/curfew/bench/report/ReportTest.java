package dev.curfew.bench.report;

import static dev.curfew.bench.report.Fixture.CHILD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.Refusal;
import dev.curfew.bench.data.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a report is made of, what it looks like, and which run may be published. */
class ReportTest {

    private static final String JDK = "OpenJDK 64-Bit Server VM 17.0.1+1";

    @Test
    void goIsMergedIntoTheCaseOfJava() throws IOException {
        Run run = Fixture.run().go("Child.lifo", 700).read();
        assertTrue(Headline.of(run, "x").contains("700.0"));
        assertTrue(run.facts().contains("go:     go1.2"));
    }

    @Test
    void aRowThatOnlyGoHasIsACaseOfItsOwn() throws IOException {
        int cases = Fixture.run().read().cases().size();
        assertEquals(
                cases + 1,
                Fixture.run().go("Child.selectDone", 700).read().cases().size());
    }

    @Test
    void goIsLeftOutOfQuestionsThatWereNotAsked() throws IOException {
        int cases = Fixture.run().read().cases().size();
        assertEquals(cases, Fixture.run().go("Poll.isDone", 700).read().cases().size());
    }

    @Test
    void aPartOfTheSameCommitAndJvmIsTaken() throws IOException {
        assertTrue(takes(Probe.MEMORY, Fixture.run().part(Probe.MEMORY, "abc1234", JDK)));
    }

    @Test
    void aPartOfAnotherCommitIsLeftOut() throws IOException {
        Fixture other = Fixture.run().part(Probe.MEMORY, "fff", JDK);
        assertFalse(takes(Probe.MEMORY, other));
        String said = String.join("\n", other.read().summary().notMeasured());
        assertTrue(said.contains("Memory: measured on fff, left out"), said);
    }

    @Test
    void aPartOfAnotherJdkIsLeftOutUnlessItIsTheMatrix() throws IOException {
        assertFalse(takes(Probe.MEMORY, Fixture.run().part(Probe.MEMORY, "abc1234", "another JDK")));
        assertTrue(takes(Probe.MATRIX, Fixture.run().part(Probe.MATRIX, "abc1234", "another JDK")));
    }

    private static boolean takes(Probe probe, Fixture fixture) throws IOException {
        return fixture.read().parts().get(probe).isPresent();
    }

    /** Runs before 2026-11-28 called targets bars. */
    @Test
    void targetsOfOldRunsAreRead() throws IOException {
        Path directory = Fixture.run().part(Probe.MEMORY, "abc1234", JDK).write();
        Path file = directory.resolve(Probe.MEMORY.file());
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "\"targets\":[]",
                                "\"bars\":[{\"where\":\"Memory\",\"bar\":\"few\",\"measured\":\"1\",\"outcome\":\"MISSED\"}]"));
        assertEquals(
                "few",
                Run.read(directory)
                        .parts()
                        .get(Probe.MEMORY)
                        .orElseThrow()
                        .targets()
                        .get(0)
                        .target());
    }

    /** They called what is unclear not resolvable. */
    @Test
    void outcomesOfOldRunsAreRead() {
        String old = "{\"where\":\"Tail\",\"bar\":\"few\",\"measured\":\"1\",\"outcome\":\"UNCLEAR\"}";
        assertEquals(
                Verdict.Outcome.UNCLEAR, new Gson().fromJson(old, Verdict.class).outcome());
    }

    @Test
    void aWholeSuiteMayBePublished() throws IOException {
        Publish.check(Fixture.run().read(), false);
        Publish.check(Fixture.run().fact("suite:  headline: before, 6 rows").read(), false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "suite:  quick: a fixture, 6 of 6 rows",
                "suite:  matrix: a fixture, 6 of 6 rows",
                "suite:  headline: a fixture, 5 of 6 rows",
                "suite:  headline: before, 60 rows",
                "narrowed: bench=Child"
            })
    void aPartOfASuiteIsPublishedByForceOnly(String fact) throws IOException {
        Run run = Fixture.run().fact(fact).read();
        assertThrows(Refusal.class, () -> Publish.check(run, false));
        Publish.check(run, true);
    }

    @Test
    void aSmokeRunIsNeverPublished() throws IOException {
        Run run = Fixture.run().fact("suite:  smoke: a fixture, 6 of 6 rows").read();
        assertThrows(Refusal.class, () -> Publish.check(run, true));
    }

    @Test
    void publishingFillsItsPlaceAndNothingElse() {
        String readme = "a\n<!-- x: by make publish-bench -->\nold\n<!-- end of x -->\nb\n";
        assertEquals(readme.replace("old", "new"), Publish.fill(readme, "x", "new"));
        assertThrows(Refusal.class, () -> Publish.fill(readme, "y", "new"));
    }

    @Test
    void tableAndReadmeAgreeInDigits() throws IOException {
        Path directory = Fixture.run().row(CHILD, "curfew", 43.21, 40).write();
        try (PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Report.write(directory, nowhere);
        }
        Run run = Run.read(directory);
        Case child = run.cases().stream()
                .filter(where -> where.question().equals("Child"))
                .findFirst()
                .orElseThrow();
        Score score = child.scores().get(Alternative.CURFEW.id());
        String nanos = Numbers.number(score.nanos());
        String error = Numbers.number(score.time().error());
        assertEquals("43.2", nanos);
        String table = Files.readString(directory.resolve(Report.TABLE));
        assertTrue(table.lines().anyMatch(line -> line.matches(" +curfew +" + nanos + " +" + error + " +40 *")), table);
        String headline = Headline.of(run, "x");
        assertTrue(headline.contains(nanos + " ± " + error + ", 40 B"), headline);
        assertTrue(table.contains(run.summary().headline()), table);
        assertFalse(headline.contains(run.summary().headline()), "no number of targets: " + headline);
    }
}
