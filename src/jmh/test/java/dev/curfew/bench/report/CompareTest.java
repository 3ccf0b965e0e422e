package dev.curfew.bench.report;

import static dev.curfew.bench.report.Fixture.CHILD;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.bench.data.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The comparison of two runs finds what was planted, and nothing else. */
class CompareTest {

    private static final String BY_HAND = "ByHand.childByHand threads=1";

    private record Outcome(boolean passed, String text) {

        void assertPassed() {
            assertTrue(passed, text);
        }

        void assertFailed() {
            assertFalse(passed, text);
        }

        void assertSays(String part) {
            assertTrue(text.contains(part), text);
        }
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

    @Test
    void twentyPercentSlowerFails() throws IOException {
        Outcome outcome = compare(Fixture.run(), Fixture.run().row(CHILD, "curfew", 48, 40));
        outcome.assertFailed();
        outcome.assertSays("worse:\n  Child.lifo");
    }

    @Test
    void aQuarterFasterIsListed() throws IOException {
        compare(Fixture.run(), Fixture.run().row(CHILD, "curfew", 30, 40)).assertSays("faster:\n  Child.lifo");
    }

    @Test
    void theMutexCoreIsOurs() throws IOException {
        compare(Fixture.run(), Fixture.run().row(CHILD, "mutex", 480, 40)).assertFailed();
    }

    @Test
    void callsByHandAreOurs() throws IOException {
        compare(Fixture.run().row(BY_HAND, "", 40, 0), Fixture.run().row(BY_HAND, "", 48, 0))
                .assertFailed();
    }

    @Test
    void kotlinIsNotOurs() throws IOException {
        compare(Fixture.run(), Fixture.run().row(CHILD, "kotlin", 480, 40)).assertPassed();
    }

    @Test
    void theSamePasses() throws IOException {
        compare(Fixture.run(), Fixture.run()).assertPassed();
    }

    @Test
    void fourPercentPassHoweverSure() throws IOException {
        compare(Fixture.run(), Fixture.run().row(CHILD, "curfew", 41.6, 40)).assertPassed();
    }

    /** The pooled error does not see it. */
    @Test
    void aThirdPassesWhereForksAreAsFarApart() throws IOException {
        compare(Fixture.run().row(CHILD, "curfew", 40, 40, 0.15), Fixture.run().row(CHILD, "curfew", 53, 40, 0.15))
                .assertPassed();
    }

    @Test
    void aSlowerMachinePasses() throws IOException {
        compare(Fixture.run(), Fixture.run(1.5)).assertPassed();
    }

    @Test
    void twentyPercentSlowerOnASlowerMachineFails() throws IOException {
        compare(Fixture.run(), Fixture.run(1.5).row(CHILD, "curfew", 72, 40)).assertFailed();
    }

    @Test
    void whatAllOfOursShareIsNotTheMachine() throws IOException {
        Fixture slower = Fixture.run().row(CHILD, "curfew", 60, 40).row(CHILD, "mutex", 600, 40);
        compare(Fixture.run(), slower).assertFailed();
    }

    @Test
    void eightBytesMoreFail() throws IOException {
        compare(Fixture.run(), Fixture.run().row(CHILD, "curfew", 40, 48)).assertFailed();
    }

    @Test
    void strayBytesPass() throws IOException {
        compare(Fixture.run(), Fixture.run().row(CHILD, "curfew", 40, 40.5)).assertPassed();
    }

    @Test
    void aHundredthOfManyBytesPasses() throws IOException {
        compare(Fixture.run().row(CHILD, "curfew", 40, 700_000), Fixture.run().row(CHILD, "curfew", 40, 705_000))
                .assertPassed();
    }

    @Test
    void aMissingRowFails() throws IOException {
        Outcome outcome = compare(Fixture.run(), Fixture.run().without(CHILD, "curfew"));
        outcome.assertFailed();
        outcome.assertSays("not measured now:\n  Child.lifo");
    }

    @Test
    void aMissingAlternativeIsListed() throws IOException {
        Outcome outcome = compare(Fixture.run(), Fixture.run().without(CHILD, "kotlin"));
        outcome.assertPassed();
        outcome.assertSays("alternatives not measured now:\n  Child.lifo");
    }

    @Test
    void aRowWithoutAnErrorIsListed() throws IOException {
        compare(Fixture.run(), Fixture.run().notANumber(CHILD, "curfew"))
                .assertSays("too few iterations to compare:\n  Child.lifo");
    }

    @Test
    void aTargetMissedByTheGainOfAnAlternativeIsListed() throws IOException {
        Fixture before = Fixture.run().without(CHILD, "grpc");
        Fixture now = Fixture.run().without(CHILD, "grpc").row(CHILD, "kotlin", 30, 40);
        Outcome outcome = compare(before, now);
        outcome.assertPassed();
        outcome.assertSays("targets met before and missed now:\n  Child.lifo");
    }

    @Test
    void anotherSuiteIsRefusedUnlessForced() throws IOException {
        Fixture quick = Fixture.run().fact("suite:  quick: a fixture, 6 of 6 rows");
        assertThrows(Refusal.class, () -> compare(Fixture.run(), quick));
        compare(Fixture.run(), quick, true).assertPassed();
    }
}
