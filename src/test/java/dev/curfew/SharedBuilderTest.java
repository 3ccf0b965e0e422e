package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The options of the shared runtime, each in a process of its own. */
class SharedBuilderTest {

    /** Builds the shared runtime, and then tries again. */
    static final class BuiltFirst {
        public static void main(String[] args) {
            ContextRuntime.Builder other = ContextRuntime.sharedBuilder();
            ContextRuntime built = ContextRuntime.sharedBuilder()
                    .core(ContextRuntime.Core.MUTEX)
                    .build();
            System.out.println(built == ContextRuntime.shared());
            System.out.println(Context.background().withCancel().getClass().getSimpleName());
            built.close();
            Context.background().withTimeoutNanos(Long.MAX_VALUE).cancel();
            printFailure(ContextRuntime::sharedBuilder);
            printFailure(other::build);
        }
    }

    /** Uses the shared runtime first. */
    static final class UsedFirst {
        public static void main(String[] args) {
            Context.background();
            printFailure(ContextRuntime::sharedBuilder);
        }
    }

    /** Uses the shared runtime while it is being made. */
    static final class UsedByItsClock {
        public static void main(String[] args) {
            printFailure(ContextRuntime.sharedBuilder().clock(() -> {
                Context.background();
                return System.nanoTime();
            })::build);
            printFailure(ContextRuntime::sharedBuilder);
        }
    }

    private static void printFailure(Runnable call) {
        try {
            call.run();
            System.out.println("no failure");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage().replaceAll("\\(.*\\)", "()"));
        }
    }

    private static List<String> linesOf(Class<?> main) throws Exception {
        return ChildJvm.run(main, List.of()).out().lines().toList();
    }

    @Test
    void theFirstBuilderDecides() throws Exception {
        String message = "the shared runtime is in use already: first by "
                + "dev.curfew.SharedBuilderTest$BuiltFirst.main() on thread main";
        assertEquals(List.of("true", "MutexContext", message, message), linesOf(BuiltFirst.class));
    }

    @Test
    void thereAreNotTwoOfThem() throws Exception {
        List<String> lines = linesOf(UsedByItsClock.class);
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).startsWith("the shared runtime is in use already: first by "), lines.get(0));
        assertEquals(lines.get(0), lines.get(1));
    }

    @Test
    void theMessageSaysWhoUsedItFirst() throws Exception {
        assertEquals(
                List.of("the shared runtime is in use already: first by "
                        + "dev.curfew.SharedBuilderTest$UsedFirst.main() on thread main"),
                linesOf(UsedFirst.class));
    }
}
