package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.agrona.ErrorHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every argument that must not be null, and every number that makes no sense: what is thrown, or what it means. */
@EveryCore
@Semantic(15)
class BadInputTest extends Contract {

    private static final Runnable NO_ACTION = null;
    private static final Runnable ACTION = () -> {
        throw new AssertionError("registered");
    };
    private static final Executor NO_EXECUTOR = null;
    private static final Duration NO_TIMEOUT = null;
    private static final Instant NO_INSTANT = null;
    private static final Key<String> NO_KEY = null;

    /** A call, and the parameter that its exception names. */
    private record Row(String call, String parameter, Call on) {}

    private interface Call {
        void on(Context context) throws Exception;
    }

    private static final List<Row> CONTEXT_ROWS = List.of(
            new Row("value(null)", "key", context -> context.value(NO_KEY)),
            new Row("withValue(null, v)", "key", context -> context.withValue(NO_KEY, "v")),
            new Row("withValue(null, null)", "key", context -> context.withValue(NO_KEY, null)),
            new Row("withDeadline(null)", "deadline", context -> context.withDeadline(NO_INSTANT)),
            new Row("withDeadline(null, c)", "deadline", context -> context.withDeadline(NO_INSTANT, new Error())),
            new Row("withDeadline(null, null)", "deadline", context -> context.withDeadline(NO_INSTANT, null)),
            new Row("withTimeout(null)", "timeout", context -> context.withTimeout(NO_TIMEOUT)),
            new Row("withTimeout(null, c)", "timeout", context -> context.withTimeout(NO_TIMEOUT, new Error())),
            new Row("withTimeout(null, null)", "timeout", context -> context.withTimeout(NO_TIMEOUT, null)),
            new Row("onDone(null)", "action", context -> context.onDone(NO_ACTION)),
            new Row("onDone(null, e)", "action", context -> context.onDone(NO_ACTION, Runnable::run)),
            new Row("onDone(a, null)", "executor", context -> context.onDone(ACTION, NO_EXECUTOR)),
            new Row("onDone(null, null)", "action", context -> context.onDone(NO_ACTION, NO_EXECUTOR)),
            new Row("await(null)", "timeout", context -> context.await(NO_TIMEOUT)));

    private static void assertRejected(String call, String parameter, Executable executable) {
        NullPointerException thrown = assertThrows(NullPointerException.class, executable, call);
        assertEquals(parameter, thrown.getMessage(), call);
    }

    private Map<String, Context> everyKindOfContext(ForeignDone done) {
        CancelContext ended = root.withCancel();
        ended.cancel();
        Map<String, Context> contexts = new LinkedHashMap<>();
        contexts.put("background", root);
        contexts.put("todo", runtime.todo());
        contexts.put("cancel", root.withCancel());
        contexts.put("deadline", root.withTimeout(HOUR));
        contexts.put("value", root.withValue(USER, "ada"));
        contexts.put("value below cancel", root.withCancel().withValue(USER, "ada"));
        contexts.put("without cancel", root.withTimeout(HOUR).withoutCancel());
        contexts.put("ended", ended);
        contexts.put("expired", root.withTimeoutNanos(0));
        contexts.put("value below ended", ended.withValue(USER, "ada"));
        contexts.put("forwarding", new ForwardingContext(root.withCancel()) {});
        contexts.put("foreign", new ForeignContext(root, done));
        contexts.put("value below foreign", new ForeignContext(root, done).withValue(USER, "ada"));
        contexts.put("child of foreign", new ForeignContext(root, new ForeignDone()).withCancel());
        return contexts;
    }

    @Test
    @GoTest({"TestWithValueChecksKey", "TestInvalidDerivedFail"})
    void nullArgumentsOfAContextAreNamedAndNothingIsRegistered() {
        ForeignDone done = new ForeignDone();
        everyKindOfContext(done).forEach((kind, context) -> {
            boolean ended = context.isDone();
            for (Row row : CONTEXT_ROWS) {
                assertRejected(kind + "." + row.call, row.parameter, () -> row.on.on(context));
            }
            assertEquals(ended, context.isDone(), kind);
            if (context instanceof CancelContext owned) {
                owned.cancel(); // an action that was registered would throw
            }
        });
        assertEquals(0, done.everRegistered());
    }

    @Test
    void nullArgumentsOfASignalAreNamed() {
        assertRejected("NEVER", "action", () -> Done.NEVER.onDone(NO_ACTION));
        for (Context context : List.of(
                root, root.withCancel(), root.withTimeout(HOUR), root.withTimeoutNanos(0), root.withoutCancel())) {
            assertRejected("done().onDone(null)", "action", () -> context.done().onDone(NO_ACTION));
        }
    }

    @Test
    @GoTest("TestInvalidDerivedFail")
    void nullArgumentsOfFactoriesAndBuildersAreNamed() {
        assertRejected("Key.of(null)", "name", () -> Key.of(null));
        assertRejected("Key.withDefault(null, v)", "name", () -> Key.withDefault(null, "v"));
        assertRejected("Key.withDefault(n, null)", "value", () -> Key.withDefault("n", null));
        assertRejected("new ForwardingContext(null)", "delegate", () -> new ForwardingContext(null) {});
        ContextRuntime.Core noCore = null;
        assertRejected(
                "builder().core(null)", "core", () -> ContextRuntime.builder().core(noCore));
        ErrorHandler noHandler = null;
        assertRejected(
                "builder().errorHandler(null)",
                "handler",
                () -> ContextRuntime.builder().errorHandler(noHandler));
    }

    @Test
    void whatIsNullableMayBeNull() {
        CancelContext context = root.withCancel();
        assertNull(context.withValue(USER, null).value(USER));
        assertFalse(context.withTimeout(HOUR, null).isDone());
        assertExpired(context.withTimeoutNanos(0, null));
        assertExpired(context.withDeadlineNanos(in(0), null));
        assertExpired(context.withDeadline(Instant.EPOCH, null));
        assertExpired(context.withTimeout(Duration.ZERO, null));
        assertTrue(context.cancel(null));
        assertCanceled(context);
    }

    @Test
    @Semantic(8)
    void absurdTimesMeanBornEndedOrAsFarAsItGoes() {
        Map<String, CancelContext> past = Map.of(
                "timeout MIN", root.withTimeoutNanos(Long.MIN_VALUE),
                "timeout -1", root.withTimeoutNanos(-1),
                "timeout 0", root.withTimeoutNanos(0),
                "duration MIN", root.withTimeout(Duration.ofSeconds(Long.MIN_VALUE)),
                "duration -1", root.withTimeout(Duration.ofNanos(-1)),
                "Instant.MIN", root.withDeadline(Instant.MIN),
                "deadline now", root.withDeadlineNanos(in(0)));
        past.forEach((call, context) -> {
            assertTrue(context.isDone(), call);
            assertEquals(Context.DEADLINE_EXCEEDED, context.err(), call);
        });
        Map<String, CancelContext> far = Map.of(
                "timeout MAX", root.withTimeoutNanos(Long.MAX_VALUE),
                "duration MAX", root.withTimeout(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
                "Instant.MAX", root.withDeadline(Instant.MAX),
                "deadline 2^62 and more", root.withDeadlineNanos(in((1L << 62) + 1)));
        far.forEach((call, context) -> {
            assertFalse(context.isDone(), call);
            assertTrue(context.hasDeadline(), call);
            assertTrue(context.remainingNanos() <= 1L << 62, call);
        });
    }

    @Test
    @Semantic(8)
    void noDeadlineAsAnArgumentMeansNone() {
        CancelContext none = root.withDeadlineNanos(Context.NO_DEADLINE, new Reason("unused"));
        assertLive(none);
        assertFalse(none.hasDeadline());
        CancelContext parent = root.withTimeout(HOUR);
        assertEquals(
                parent.deadlineNanos(),
                parent.withDeadlineNanos(Context.NO_DEADLINE).deadlineNanos());
    }

    @Test
    @Semantic(16)
    void absurdWaitsOnlyAskOrWaitForTheEnd() throws InterruptedException {
        CancelContext context = root.withCancel();
        assertFalse(context.awaitNanos(Long.MIN_VALUE));
        assertFalse(context.await(Duration.ofSeconds(Long.MIN_VALUE)));
        context.cancel();
        assertTrue(context.awaitNanos(Long.MIN_VALUE));
        assertTrue(context.awaitNanos(Long.MAX_VALUE));
        assertTrue(context.await(Duration.ofSeconds(Long.MAX_VALUE)));
        assertTrue(context.await(Duration.ofSeconds(Long.MIN_VALUE)));
    }

    @Test
    @Semantic(9)
    void absurdReadingsOfTheClockEndNothingTooEarly() {
        CancelContext none = root.withCancel();
        CancelContext armed = root.withTimeout(HOUR);
        for (long reading : new long[] {Long.MIN_VALUE, 0, -1, Long.MAX_VALUE}) {
            assertFalse(none.expireIfDue(reading));
            assertFalse(root.expireIfDue(reading));
            if (armed.deadlineNanos() - reading > 0) {
                assertFalse(armed.expireIfDue(reading), "at " + reading);
            }
        }
    }

    @Test
    void stoppingOftenIsHarmless() {
        CancelContext context = root.withCancel();
        var registration = context.onDone(ACTION);
        assertTrue(registration.stop());
        for (int i = 0; i < 10; i++) {
            assertFalse(registration.stop());
            registration.close();
        }
        assertTrue(context.cancel());
    }
}
