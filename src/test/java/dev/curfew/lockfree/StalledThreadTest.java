package dev.curfew.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Seeds;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thread is stopped at each step of each operation; the others make progress and find what the contract promises. Then
 * the thread goes on, and the parent reaches nothing that has ended.
 */
class StalledThreadTest {

    /** A limit for progress, not for speed. */
    private static final long SECONDS = 60;

    private static final ClassLoader STEPPING = new SteppingLoader();

    @ParameterizedTest
    @EnumSource
    void othersGoOn(StalledTrial.Operation operation) {
        Seeds.forEach(1, seed -> {
            Random random = new Random(seed);
            for (StalledTrial.Shape shape : StalledTrial.Shape.values()) {
                for (boolean endedFirst : new boolean[] {false, true}) {
                    int step = 1;
                    while (isStopped(StalledTrial.class, operation.name(), shape.name(), step, endedFirst, seed)) {
                        step += shape == StalledTrial.Shape.FULL_TABLE ? 1 + random.nextInt(12) : 1;
                    }
                    assertTrue(step > 1, "no step was seen: is the core rewritten?");
                }
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

    @Test
    void anEndFindsWhatIsInTheLastStripe() {
        assertEquals(SlotTable.MOST_STRIPES > 1, isStopped(CollidingTrial.class));
    }

    /** The ender of a subtree is stalled, and a helper too, each at any step; then either goes on first. */
    @ParameterizedTest
    @EnumSource
    void othersFinishAnEndingThoughItsEnderAndAHelperAreStalled(StalledHelperTrial.Meeting meeting) {
        Seeds.forEach(1, seed -> {
            Random random = new Random(seed);
            for (StalledTrial.Shape shape : StalledTrial.Shape.values()) {
                boolean enderStops = true;
                for (int endStep = 1;
                        enderStops;
                        endStep += 1 + random.nextInt(shape == StalledTrial.Shape.STACK ? 1 : 4)) {
                    enderStops = isHelped(meeting, shape, endStep, 0, random.nextBoolean());
                    int helpStep = 1;
                    while (enderStops && isHelped(meeting, shape, endStep, helpStep, random.nextBoolean())) {
                        helpStep += 1 + random.nextInt(16);
                    }
                    assertTrue(enderStops || endStep > 5, "no step was seen: is the core rewritten?");
                }
            }
        });
    }

    private static boolean isHelped(
            StalledHelperTrial.Meeting meeting,
            StalledTrial.Shape shape,
            int endStep,
            int helpStep,
            boolean helperFirst) {
        return isStopped(StalledHelperTrial.class, meeting.name(), shape.name(), endStep, helpStep, helperFirst);
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
