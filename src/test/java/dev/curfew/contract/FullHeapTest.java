package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.FailingLoader;
import dev.curfew.kit.Semantic;
import java.lang.reflect.Constructor;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The heap is full for a moment: one allocation of the library fails, each in turn. A call that throws has changed
 * nothing. A call that ends a context ends everything below it, notifies every link and releases everything (E4). A
 * deadline takes effect.
 */
@Semantic({2, 3, 10})
class FullHeapTest {

    private static final ClassLoader FAILING = new FailingLoader();

    @ParameterizedTest
    @CsvSource({
        "LOCK_FREE, END",
        "LOCK_FREE, END_HOT",
        "LOCK_FREE, DERIVE",
        "LOCK_FREE, DERIVE_HOT",
        "LOCK_FREE, DEADLINE",
        "LOCK_FREE, CLOSE",
        "LOCK_FREE, END_MERGED",
        "LOCK_FREE, END_MERGED_HOT",
        "LOCK_FREE, RENEW",
        "LOCK_FREE, SCHEDULE",
        "LOCK_FREE, LOOK_UP",
        "LOCK_FREE, SCOPES",
        "LOCK_FREE, SCOPE_POOL",
        "LOCK_FREE, SCOPE_IN_ACTION",
        "LOCK_FREE, SCOPES_AT_STACK_END",
        "LOCK_FREE, SCOPE_DEADLINE",
        "LOCK_FREE, SCOPE_CLOSE",
        "MUTEX, END",
        "MUTEX, END_HOT",
        "MUTEX, DERIVE",
        "MUTEX, DERIVE_HOT",
        "MUTEX, DEADLINE",
        "MUTEX, CLOSE",
        "MUTEX, END_MERGED",
        "MUTEX, END_MERGED_HOT",
        "MUTEX, RENEW",
        "MUTEX, SCHEDULE",
    })
    void nothingIsLost(Core core, String operation) throws Exception {
        failEachAllocation(FullHeapTrial.class, core, operation);
    }

    @ParameterizedTest
    @CsvSource({
        "LOCK_FREE, PASSED_DEADLINE",
        "LOCK_FREE, PASSED_LEASE",
        "LOCK_FREE, RENEW_TO_PAST",
        "LOCK_FREE, RENEW_WHILE_IT_FIRES",
        "MUTEX, PASSED_DEADLINE",
        "MUTEX, PASSED_LEASE",
        "MUTEX, RENEW_TO_PAST",
    })
    @Semantic(24)
    void noTimeIsMissed(Core core, String operation) throws Exception {
        failEachAllocation(FullHeapTimersTrial.class, core, operation);
    }

    private static void failEachAllocation(Class<?> trial, Core core, String operation) throws Exception {
        int allocation = 1;
        while (hasFailed(trial, core, operation, allocation)) {
            allocation++;
        }
        assertTrue(allocation > 1, "no allocation was seen: is the library rewritten?");
    }

    /** The count of failures that met the end of a stack needs memory to be reported. */
    @Test
    void aReportThatFindsNoMemoryStopsNoCallback() throws Exception {
        Constructor<?> constructor =
                FAILING.loadClass(KeptFailuresTrial.class.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        assertEquals("", ((Callable<?>) constructor.newInstance()).call());
    }

    private static boolean hasFailed(Class<?> type, Core core, String operation, int allocation) throws Exception {
        Constructor<?> constructor =
                FAILING.loadClass(type.getName()).getDeclaredConstructor(String.class, String.class, int.class);
        constructor.setAccessible(true);
        Callable<?> trial = (Callable<?>) constructor.newInstance(core.name(), operation, allocation);
        String result = (String) trial.call();
        assertEquals("", result.replace(FullHeapTrial.FAILED, ""), () -> "when allocation " + allocation + " failed");
        return result.startsWith(FullHeapTrial.FAILED);
    }
}
