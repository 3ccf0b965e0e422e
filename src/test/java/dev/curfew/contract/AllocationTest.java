package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.GoTest;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Asking costs no allocation; the budgets of deriving are the white-box tests' of each core. */
@EveryCore
class AllocationTest extends Contract {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int REPEATS = 20_000;

    private static void assertFree(String what, Context context, Consumer<Context> question) {
        long bytes = 0;
        for (int attempt = 0; attempt < 5; attempt++) { // the first ones may load classes, or be interpreted
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < REPEATS; i++) {
                question.accept(context);
            }
            bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (bytes < REPEATS) {
                return;
            }
        }
        assertTrue(bytes < REPEATS, what + " allocates " + bytes / (double) REPEATS + " bytes");
    }

    @Test
    @GoTest("TestAllocs")
    void askingAllocatesNothing() {
        Key<String> unbound = Key.of("unbound");
        CancelContext ended = root.withCancel();
        ended.cancel(new Reason("reason"));
        for (Context context : List.of(
                root,
                root.withCancel(),
                root.withTimeout(HOUR),
                root.withValue(USER, "ada").withCancel(),
                root.withCancel().withValue(USER, "ada"),
                ended,
                ended.withValue(USER, "ada"))) {
            assertFree("isDone", context, Context::isDone);
            assertFree("err", context, Context::err);
            assertFree("cause", context, Context::cause);
            assertFree("done", context, Context::done);
            assertFree("deadlineNanos", context, Context::deadlineNanos);
            assertFree("remainingNanos", context, Context::remainingNanos);
            assertFree("value", context, asked -> asked.value(USER));
            assertFree("value that is not bound", context, asked -> asked.value(unbound));
            assertFree("background", context, asked -> asked.runtime().background());
        }
    }
}
