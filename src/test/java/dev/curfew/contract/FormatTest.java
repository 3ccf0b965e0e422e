package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code toString}: the path, the names of keys, no values. */
@EveryCore
@Semantic(13)
class FormatTest extends Contract {

    private static final Pattern DEADLINE =
            Pattern.compile("(.*)\\.withDeadline\\((\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z) \\[(-?\\d+(?:\\.\\d+)?)s]\\)(.*)");

    private static Matcher deadlineIn(Object context) {
        Matcher matcher = DEADLINE.matcher(context.toString());
        assertTrue(matcher.matches(), context::toString);
        return matcher;
    }

    @Test
    @GoTest({"TestBackground", "TestTODO", "TestWithCancel"})
    void thePathIsShown() {
        assertEquals("background", root.toString());
        assertEquals("todo", runtime.todo().toString());
        assertEquals("background.withCancel", root.withCancel().toString());
        assertEquals(
                "todo.withCancel.withCancel",
                runtime.todo().withCancel().withCancel().toString());
        assertLive(root);
        assertLive(runtime.todo());
    }

    @Test
    @GoTest("source: WithoutCancel prints ….WithoutCancel")
    void withoutCancelIsShown() {
        assertEquals(
                "background.withCancel.withoutCancel.withCancel",
                root.withCancel().withoutCancel().withCancel().toString());
    }

    @Test
    @GoTest({"TestValues", "source: WithValue(1,2) prints no values of other types"})
    void keysAreShownByNameAndValuesAreNot() {
        Key<String> token = Key.withDefault("token", "default secret");
        Context context = root.withValue(USER, "ada").withValue(token, "secret").withValue(USER, null);
        assertEquals("background.withValue(user).withValue(token).withValue(user)", context.toString());
        assertEquals(
                "background.withCancel.withValue(user).withCancel",
                root.withCancel().withValue(USER, "ada").withCancel().toString());
    }

    @Test
    @GoTest("TestDeadline")
    void aDeadlineIsShownWithTheTimeLeft() {
        Instant then = Instant.now().plus(HOUR).truncatedTo(ChronoUnit.MILLIS);
        Matcher matcher = deadlineIn(root.withCancel().withDeadline(then).withCancel());
        assertEquals("background.withCancel", matcher.group(1));
        assertTrue(Duration.between(then, Instant.parse(matcher.group(2))).abs().toSeconds() < 60, matcher::group);
        double left = Double.parseDouble(matcher.group(3));
        assertTrue(left > 3_000 && left <= 3_600.01, matcher::group);
        assertEquals(".withCancel", matcher.group(4));
    }

    @Test
    @GoTest("TestTimeout")
    void aTimeoutIsShownAsADeadline() {
        deadlineIn(root.withTimeout(HOUR));
        deadlineIn(root.withTimeoutNanos(HOUR_NANOS));
        deadlineIn(root.withDeadlineNanos(in(HOUR_NANOS)));
    }

    @Test
    void aPassedDeadlineIsShownWithNegativeTimeLeft() {
        Matcher matcher = deadlineIn(root.withTimeout(Duration.ofSeconds(-5)));
        double left = Double.parseDouble(matcher.group(3));
        assertTrue(left <= -5 && left > -600, matcher::group);
    }

    @Test
    void anInheritedDeadlineIsNotRepeated() {
        CancelContext owner = root.withTimeout(HOUR);
        for (Context child : new Context[] {
            owner.withCancel(),
            owner.withTimeoutNanos(2 * HOUR_NANOS),
            owner.withDeadlineNanos(owner.deadlineNanos()),
            owner.withValue(USER, "ada"),
        }) {
            Matcher matcher = deadlineIn(child);
            assertEquals("background", matcher.group(1));
            assertFalse(matcher.group(4).contains("withDeadline"), child::toString);
        }
        CancelContext nearer = owner.withTimeout(HOUR.dividedBy(2));
        assertTrue(deadlineIn(nearer).group(1).startsWith("background.withDeadline("), nearer::toString);
    }

    @Test
    void noDeadlineIsNotShown() {
        assertFalse(root.withDeadlineNanos(Context.NO_DEADLINE).toString().contains("withDeadline"));
    }

    @Test
    void theFurthestDeadlineIsShown() {
        deadlineIn(root.withTimeoutNanos(Long.MAX_VALUE));
        deadlineIn(root.withDeadline(Instant.MAX));
    }

    @Test
    void theEndChangesNothing() {
        CancelContext context = root.withCancel().withValue(USER, "ada").withCancel();
        String live = context.toString();
        context.cancel(new Reason("secret"));
        assertEquals(live, context.toString());
    }

    @Test
    @GoTest("source: a child of a foreign parent prints its type name")
    void aForeignContextPrintsItself() {
        CancelContext parent = root.withCancel();
        ForeignDone done = new ForeignDone();
        assertEquals(
                "foreign(background.withCancel).withCancel.withValue(user)",
                new ForeignContext(parent, done)
                        .withCancel()
                        .withValue(USER, "ada")
                        .toString());
        assertEquals(
                "foreign(background.withCancel).withValue(user).withCancel",
                new ForeignForwarding(parent, done)
                        .withValue(USER, "ada")
                        .withCancel()
                        .toString());
        assertEquals(
                "my own.withoutCancel",
                new ForwardingContext(parent) {
                    @Override
                    public String toString() {
                        return "my own";
                    }
                }.withoutCancel().toString());
        assertEquals("background.withCancel", new ForwardingContext(parent) {}.toString());
    }

    @Test
    void aFreeForwardingContextPrintsItselfInThePathOfItsChildren() {
        Context named = new ForwardingContext(root.withCancel()) {
            @Override
            public String toString() {
                return "named";
            }
        };
        assertEquals("named.withCancel", named.withCancel().toString());
        assertTrue(named.withTimeout(HOUR).toString().startsWith("named.withDeadline("));
    }

    @Test
    void aLongPathIsAbbreviatedInTheMiddle() {
        Context tip = root.withValue(USER, "ada");
        int steps = 10_000;
        for (int i = 0; i < steps; i++) {
            tip = tip.withValue(RETRIES, i);
        }
        String text = tip.withCancel().toString();
        assertTrue(text.startsWith("background.withValue(user).withValue(retries)"), text);
        assertTrue(text.endsWith(".withValue(retries).withCancel"), text);
        assertTrue(text.contains("…[" + (steps + 2 - 64) + " more]…"), text);
        assertTrue(text.length() < 2_000, text);
        Key<String> endless = Key.of("x".repeat(100_000));
        assertTrue(root.withValue(endless, "").toString().length() < 200);
    }

    @Test
    void aVeryDeepTreeIsShownWithoutOverflow() {
        int depth = DEEP;
        Context tip = root;
        for (int i = 0; i < depth; i++) {
            tip = i % 2 == 0 ? tip.withCancel() : tip.withValue(USER, "ada");
        }
        String end = ".withCancel.withValue(user)".repeat(16);
        assertEquals("background" + end + "…[" + (depth - 64) + " more]…" + end, tip.toString());
    }

    @Test
    void strangeKeyNamesAreShownOnOneLine() {
        assertEquals("background.withValue()", root.withValue(Key.of(""), 1).toString());
        assertEquals(
                "background.withValue(a)b\\u000a)",
                root.withValue(Key.of("a)b\n"), 1).toString());
    }
}
