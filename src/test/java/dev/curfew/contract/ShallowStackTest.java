package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Background;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.ShallowLoader;
import java.lang.reflect.Constructor;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stack ends at each call of the library in turn. What ends a context ends everything below it, at the latest with
 * the next end on the thread. Every action runs, or is reported. No deadline is lost. {@link StackOverflowTest} has the
 * same for stacks of the JVM, which end where they happen to end. No timer fires within a renewal here (N20).
 */
@Semantic({2, 3, 10})
class ShallowStackTest {

    private static final ClassLoader SHALLOW = new ShallowLoader();

    /** A derivation of the mutex core that throws may leave a child, until its parent ends. */
    @ParameterizedTest
    @CsvSource({
        "LOCK_FREE, END",
        "LOCK_FREE, END_HOT",
        "LOCK_FREE, END_LEAF",
        "LOCK_FREE, RELEASE",
        "LOCK_FREE, RELEASE_HOT",
        "LOCK_FREE, RELEASE_FROM_WHEEL",
        "LOCK_FREE, DERIVE",
        "LOCK_FREE, DERIVE_HOT",
        "LOCK_FREE, END_MERGED",
        "LOCK_FREE, STOP",
        "LOCK_FREE, STOP_HOT",
        "LOCK_FREE, RENEW",
        "MUTEX, END",
        "MUTEX, END_HOT",
        "MUTEX, END_LEAF",
        "MUTEX, END_MERGED",
        "MUTEX, STOP",
    })
    void contexts(String core, String operation) throws Exception {
        Constructor<?> trial = constructor(ShallowStackTrial.class, String.class, String.class, int.class, int.class);
        atEachCall((room, handleFrames) -> trial.newInstance(core, operation, room, handleFrames));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OPEN", "RELEASE", "CANCEL", "EXPIRE", "VIEW", "RENEW", "ON_DONE", "END_PARENT", "CLOSE_POOL"})
    @Semantic(32)
    void scopes(String operation) throws Exception {
        Constructor<?> trial = constructor(ShallowScopeTrial.class, String.class, boolean.class, int.class, int.class);
        atEachCall((room, handleFrames) -> trial.newInstance(operation, false, room, handleFrames));
        atEachCall((room, handleFrames) -> trial.newInstance(operation, true, room, handleFrames));
    }

    private interface Trials {

        Object make(int room, int handleFrames) throws Exception;
    }

    private static Constructor<?> constructor(Class<?> trial, Class<?>... parameters) throws Exception {
        Constructor<?> constructor = SHALLOW.loadClass(trial.getName()).getDeclaredConstructor(parameters);
        constructor.setAccessible(true);
        return constructor;
    }

    private static void atEachCall(Trials trials) throws Exception {
        for (int handleFrames : new int[] {1, 3}) {
            int room = 0;
            while (hasEnded(trials, room, handleFrames)) {
                room++;
            }
            assertTrue(room > 1, "no end of the stack was seen: is the library rewritten?");
        }
    }

    private static boolean hasEnded(Trials trials, int room, int handleFrames) throws Exception {
        Callable<?> trial = (Callable<?>) trials.make(room, handleFrames);
        // On a thread whose stack has few frames, because each check counts them.
        String result = (String) Background.get(Background.call(trial));
        assertEquals(
                "",
                result.replace(ShallowTrial.ENDED, ""),
                () -> "with room for " + room + " frames, " + handleFrames + " for a handle");
        return result.startsWith(ShallowTrial.ENDED);
    }
}
