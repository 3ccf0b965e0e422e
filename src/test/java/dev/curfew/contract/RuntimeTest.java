package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which core runs, who says so, the shared runtime, and the default error handler. */
class RuntimeTest {

    private static final String PROPERTY = "curfew.core";
    private String before;

    @BeforeEach
    void rememberProperty() {
        before = System.getProperty(PROPERTY);
    }

    @AfterEach
    void restoreProperty() {
        set(before);
    }

    private static void set(String value) {
        if (value == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, value);
        }
    }

    /** The package of a core is the one thing that tells which it is. */
    private static String coreOf(ContextRuntime runtime) {
        return runtime.background().withCancel().getClass().getPackageName();
    }

    private static ContextRuntime build() {
        return ContextRuntime.builder().build();
    }

    private static void assertNamesPropertyValueAndChoice(String message, String value) {
        for (String part : List.of(PROPERTY, "\"" + value + "\"", "lock-free", "mutex")) {
            assertTrue(message.contains(part), () -> part + " in: " + message);
        }
    }

    @Test
    @Semantic(19)
    void thePropertyChoosesTheCore() {
        set("mutex");
        assertEquals("dev.curfew.internal.mutex", coreOf(build()));
        set("lock-free");
        assertEquals("dev.curfew.internal.lockfree", coreOf(build()));
        set(null);
        assertEquals("dev.curfew.internal.lockfree", coreOf(build()));
    }

    @Test
    @Semantic(19)
    void theBuilderChoosesBeforeTheProperty() {
        for (String value : new String[] {"mutex", "lock-free", null, "nonsense"}) {
            set(value);
            assertEquals(
                    "dev.curfew.internal.mutex",
                    coreOf(ContextRuntime.builder().core(Core.MUTEX).build()));
            assertEquals(
                    "dev.curfew.internal.lockfree",
                    coreOf(ContextRuntime.builder().core(Core.LOCK_FREE).build()));
        }
    }

    @Test
    @Semantic(19)
    void aBadPropertyIsNamedAtEachCallAndPoisonsNothing() {
        for (String value : List.of("lockfree", "", "fast")) {
            set(value);
            for (int i = 0; i < 2; i++) {
                IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, RuntimeTest::build);
                assertNamesPropertyValueAndChoice(thrown.getMessage(), value);
            }
            set("mutex");
            assertEquals("dev.curfew.internal.mutex", coreOf(build()));
        }
    }

    /** Starts with a bad property, asks for what is shared, corrects it, and asks again. */
    static final class BadThenGood {
        public static void main(String[] arguments) {
            report(ContextRuntime::shared);
            report(Context::background);
            report(Context::todo);
            report(() -> ContextRuntime.builder().build());
            System.out.println(Context.CANCELED.getMessage());
            System.out.println(
                    coreOf(ContextRuntime.builder().core(Core.LOCK_FREE).build()));
            System.setProperty(PROPERTY, arguments[0]);
            System.out.println(coreOf(ContextRuntime.shared()));
            System.setProperty(PROPERTY, "bad again");
            System.out.println(Context.background() == ContextRuntime.shared().background());
        }

        private static void report(Runnable call) {
            try {
                call.run();
                System.out.println("no exception");
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    @Semantic(19)
    void theSharedRuntimeWorksOnceTheBadPropertyIsCorrected() throws Exception {
        ChildJvm.Result result = ChildJvm.run(BadThenGood.class, List.of("-Dcurfew.core=bad"), "mutex");
        assertEquals("", result.err());
        assertEquals(0, result.exitCode());
        List<String> lines = result.outLines();
        assertEquals(8, lines.size(), result::out);
        lines.subList(0, 4).forEach(line -> assertNamesPropertyValueAndChoice(line, "bad"));
        assertEquals(
                List.of("context canceled", "dev.curfew.internal.lockfree", "dev.curfew.internal.mutex", "true"),
                lines.subList(4, 8));
    }

    /** A program that knows nothing of cores. */
    static final class Program {
        public static void main(String[] arguments) {
            try (CancelContext context = Context.background().withCancel()) {
                System.out.println(context.getClass().getPackageName());
            }
        }
    }

    @Test
    @Semantic(19)
    void aProgramSwitchesTheCoreByThePropertyAlone() throws Exception {
        assertEquals(
                List.of("dev.curfew.internal.mutex"),
                ChildJvm.run(Program.class, List.of("-Dcurfew.core=mutex")).outLines());
        assertEquals(
                List.of("dev.curfew.internal.lockfree"),
                ChildJvm.run(Program.class, List.of("-Dcurfew.core=lock-free")).outLines());
        assertEquals(
                List.of("dev.curfew.internal.lockfree"),
                ChildJvm.run(Program.class, List.of()).outLines());
    }

    @Test
    void theSharedRuntimeIsOneAndItsRootsAreTheContextsRoots() {
        assertSame(ContextRuntime.shared(), ContextRuntime.shared());
        assertSame(Context.background(), ContextRuntime.shared().background());
        assertSame(Context.todo(), ContextRuntime.shared().todo());
        assertSame(ContextRuntime.shared(), Context.background().withCancel().runtime());
        assertNotNull(ContextRuntime.shared().clock());
    }

    @Test
    void eachRuntimeHasRootsOfItsOwn() {
        try (ContextRuntime one = build();
                ContextRuntime other = build()) {
            assertNotSame(one.background(), other.background());
            assertNotSame(one.background(), one.todo());
            assertSame(one, one.background().runtime());
            assertSame(one, one.todo().runtime());
        }
    }

    @Test
    @Semantic(4)
    void failuresAreLoggedByDefault() {
        Logger logger = Logger.getLogger("dev.curfew");
        List<LogRecord> records = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                records.add(logged);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        boolean parentHandlers = logger.getUseParentHandlers();
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        IllegalStateException thrown = new IllegalStateException("action");
        try {
            for (Core core : Core.values()) {
                records.clear();
                CancelContext context =
                        ContextRuntime.builder().core(core).build().background().withCancel();
                context.onDone(() -> {
                    throw thrown;
                });
                context.cancel();
                assertEquals(1, records.size());
                assertSame(thrown, records.get(0).getThrown());
                assertEquals(Level.SEVERE, records.get(0).getLevel());
            }
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(parentHandlers);
        }
    }
}
