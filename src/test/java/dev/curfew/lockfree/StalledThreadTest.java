package dev.curfew.lockfree;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.curfew.kit.Seeds;
import java.lang.reflect.Constructor;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thread is stopped for good at each step of each operation; the others make progress, find what the contract
 * promises, and what the parent retains is still bounded.
 */
class StalledThreadTest {

    /** A limit for progress, not for speed. */
    private static final long SECONDS = 60;

    private static final ClassLoader STEPPING = new SteppingLoader();

    @ParameterizedTest
    @EnumSource
    void othersGoOn(StalledTrial.Operation operation) {
        Seeds.forEach(1, seed -> {
            for (boolean striped : new boolean[] {false, true}) {
                int step = 1;
                while (stopsAt(step, operation, striped, seed)) {
                    step++;
                }
                assertTrue(step > 1, "no step was seen: is the core rewritten?");
            }
        });
    }

    private static boolean stopsAt(int step, StalledTrial.Operation operation, boolean striped, long seed) {
        String where = operation + (striped ? " with stripes" : "") + ", stopped at step " + step;
        FutureTask<Boolean> trial = new FutureTask<>(trial(operation, striped, step, seed));
        Thread others = new Thread(trial, "others");
        others.setDaemon(true);
        others.start();
        try {
            return trial.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            AssertionError stuck = new AssertionError(where + ": the others are stuck");
            stuck.setStackTrace(others.getStackTrace());
            throw stuck;
        } catch (ExecutionException e) {
            throw new AssertionError(where + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            return fail(e);
        }
    }

    /** A {@link StalledTrial} of the rewritten classes. */
    @SuppressWarnings("unchecked") // it is a Callable<Boolean>
    private static Callable<Boolean> trial(StalledTrial.Operation operation, boolean striped, int step, long seed) {
        try {
            Constructor<?> constructor = STEPPING.loadClass(StalledTrial.class.getName())
                    .getDeclaredConstructor(String.class, boolean.class, int.class, long.class);
            constructor.setAccessible(true);
            return (Callable<Boolean>) constructor.newInstance(operation.name(), striped, step, seed);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
