package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of failures where that is difficult: at the end of a stack, by a handler that fails, or in a flood. */
@EveryCore
@Semantic(4)
class ReportingTest extends Contract {

    private String errors(Class<?> main) throws Exception {
        ChildJvm.Result result = ChildJvm.run(
                main,
                List.of("-Dcurfew.core=" + (subject.core() == ContextRuntime.Core.MUTEX ? "mutex" : "lock-free")));
        assertEquals(0, result.exitCode(), result.err());
        return result.err();
    }

    private static long count(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).count();
    }

    /** Registers inline on a context that has ended, until the stack ends. */
    static final class AtTheEndOfAStack {

        public static void main(String[] arguments) throws InterruptedException {
            CancelContext ended = Context.background().withCancel();
            ended.cancel();
            Thread thread = new Thread(null, () -> register(ended), "small stack", 256 << 10);
            thread.start();
            thread.join();
            ended.onDone(() -> {
                throw new IllegalStateException("an ordinary one");
            });
            System.getLogger("another").log(System.Logger.Level.ERROR, "a logger works");
        }

        @SuppressWarnings("InfiniteRecursion") // until the stack ends
        private static void register(Context ended) {
            ended.onDone(() -> register(ended));
        }
    }

    @Test
    void afterTheEndOfAStackFailuresAreReportedAsBefore() throws Exception {
        String errors = errors(AtTheEndOfAStack.class);
        assertTrue(errors.contains("StackOverflowError"), errors);
        assertTrue(errors.contains("an ordinary one"), errors);
        assertTrue(errors.contains("a logger works"), errors);
    }

    /** The first use of much of the library is at the end of a stack. */
    static final class FirstUse {

        private static final Key<String> KEY = Key.of("key");
        private static int used;

        public static void main(String[] arguments) throws InterruptedException {
            Context root = Context.background();
            Thread thread = new Thread(null, () -> dive(root), "small stack", 256 << 10);
            thread.start();
            thread.join();
            use(root);
            System.out.println(used);
        }

        @SuppressWarnings("InfiniteRecursion") // until the stack ends
        private static void dive(Context root) {
            try {
                dive(root);
            } catch (StackOverflowError e) {
                // There is a little room now.
            }
            try {
                use(root);
            } catch (StackOverflowError e) {
                // More in the frame above.
            }
        }

        private static void use(Context root) {
            try (CancelContext top = root.withTimeoutNanos(1L << 50)) {
                for (int i = 0; i < 20; i++) {
                    top.withCancel().onDone(() -> used++);
                    top.onDone(() -> used++);
                }
                used += new ForwardingContext(top) {}.withValue(KEY, "value")
                        .toString()
                        .length();
            }
        }
    }

    @Test
    void aFirstUseAtTheEndOfAStackBreaksNothing() throws Exception {
        String errors = errors(FirstUse.class);
        assertTrue(!errors.contains("NoClassDefFoundError"), errors);
    }

    /** Whose handler throws. */
    static final class WithABrokenHandler {

        public static void main(String[] arguments) {
            ContextRuntime runtime = ContextRuntime.builder()
                    .errorHandler(failure -> {
                        throw new IllegalStateException("the handler's own");
                    })
                    .build();
            CancelContext context = runtime.background().withCancel();
            context.onDone(() -> {
                throw new IllegalStateException("an action's");
            });
            context.cancel();
        }
    }

    @Test
    void theLastResortIsPrinted() throws Exception {
        String errors = errors(WithABrokenHandler.class);
        assertTrue(errors.contains("the handler's own"), errors);
        assertTrue(errors.contains("an action's"), errors);
    }

    /** A thousand failures at once, and one a second later. */
    static final class Flood {

        public static void main(String[] arguments) throws InterruptedException {
            CancelContext context = Context.background().withCancel();
            for (int i = 0; i < 1_000; i++) {
                context.onDone(() -> {
                    throw new IllegalStateException("one of many");
                });
            }
            context.cancel();
            Thread.sleep(1_100);
            context.onDone(() -> {
                throw new IllegalStateException("the last");
            });
        }
    }

    @Test
    void theDefaultHandlerLimitsItsRate() throws Exception {
        String errors = errors(Flood.class);
        long shown = count(errors, "IllegalStateException: one of many");
        assertTrue(shown >= 1 && shown <= 100, shown + " of 1,000");
        assertTrue(errors.contains("IllegalStateException: the last"), errors);
        assertTrue(errors.contains("messages before it were left out"), errors);
    }
}
