package dev.curfew.lockfree;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Seeds;
import java.lang.reflect.Constructor;
import java.util.Arrays;
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
                while (isStopped(StalledTrial.class, operation.name(), striped, step, seed)) {
                    step++;
                }
                assertTrue(step > 1, "no step was seen: is the core rewritten?");
            }
        });
    }

    /** I8: who derives or registers while the ender is stalled finds the end all the same. */
    @ParameterizedTest
    @EnumSource
    void whoPushesFindsTheEndThoughTheEnderIsStalled(StalledEnderTrial.Push push) {
        int pushStep = 1;
        while (isStopped(StalledEnderTrial.class, push.name(), pushStep, 0)) {
            int endStep = 1;
            while (isStopped(StalledEnderTrial.class, push.name(), pushStep, endStep)) {
                endStep++;
            }
            assertTrue(endStep > 1, "no step was seen: is the core rewritten?");
            pushStep++;
        }
        assertTrue(pushStep > 1, "no step was seen: is the core rewritten?");
    }

    /** Makes a trial of the rewritten classes and does it. Returns whether its victim had so many steps. */
    @SuppressWarnings("unchecked") // each trial is a Callable<Boolean>
    private static boolean isStopped(Class<? extends Callable<Boolean>> kind, Object... arguments) {
        String where = kind.getSimpleName() + Arrays.toString(arguments);
        Callable<Boolean> trial;
        try {
            Constructor<?> constructor = STEPPING.loadClass(kind.getName()).getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            trial = (Callable<Boolean>) constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(where, e);
        }
        return call(trial, where);
    }

    private static boolean call(Callable<Boolean> trial, String where) {
        FutureTask<Boolean> task = new FutureTask<>(trial);
        Thread others = new Thread(task, "others");
        others.setDaemon(true);
        others.start();
        try {
            return task.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            AssertionError stuck = new AssertionError(where + ": the others are stuck");
            stuck.setStackTrace(others.getStackTrace());
            throw stuck;
        } catch (ExecutionException e) {
            throw new AssertionError(where + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(where, e);
        }
    }
}
