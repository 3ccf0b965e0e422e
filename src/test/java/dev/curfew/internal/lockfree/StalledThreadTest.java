package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.internal.wheel.StalledStartTrial;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thread is stopped at each step of each operation. The others make progress, and find what the contract promises.
 * Then the thread goes on, and the parent reaches nothing that has ended.
 */
class StalledThreadTest {

    /** A limit for progress, not for speed. */
    private static final long SECONDS = 60;

    private static final ClassLoader STEPPING = new SteppingLoader();

    static {
        // Several threads act for the owner of a pool, one after the other.
        STEPPING.setClassAssertionStatus(ScopeSlots.class.getName(), false);
    }

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

    /** C1: a thread that derives or registers while the ending thread is stalled finds the end all the same. */
    @ParameterizedTest
    @EnumSource
    void aPushFindsTheEndThoughTheEndingThreadIsStalled(StalledEnderTrial.Push push) {
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

    /** K4, K5: an end misses no link though two links are unlinked while it walks. */
    @Test
    void anEndFindsTheLinksBelowThoseThatAreUnlinkedMeanwhile() {
        int step = 1;
        int mostFurther = 0;
        boolean stopped = true;
        while (stopped) {
            int further = 1;
            while (isStopped(StalledWalkTrial.class, step, further)) {
                further++;
            }
            mostFurther = Math.max(mostFurther, further);
            stopped = further > 1;
            step++;
        }
        assertTrue(step > 5 && mostFurther > 5, "no step was seen: is the core rewritten?");
    }

    /** K5: a registration comes to its end though the newest link of an ended context stays in its place. */
    @Test
    void aRegistrationGoesOnThoughTheNewestLinkIsGone() {
        int registerStep = 1;
        boolean stopped = true;
        while (stopped) {
            int endStep = 1;
            while (isStopped(StalledRegisterTrial.class, registerStep, endStep)) {
                endStep++;
            }
            stopped = endStep > 1;
            registerStep++;
        }
        assertTrue(registerStep > 5, "no step was seen: is the core rewritten?");
    }

    @Test
    void anEndFindsWhatIsInTheLastStripe() {
        assertEquals(SlotTable.MAX_STRIPES > 1, isStopped(CollidingTrial.class));
    }

    /**
     * C3: the thread that ends a subtree is stalled, and a helper too, each at any step. Then either of them goes on
     * first.
     */
    @ParameterizedTest
    @EnumSource
    void othersMarkEverythingThoughTheEndingThreadAndAHelperAreStalled(StalledHelperTrial.Meeting meeting) {
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

    /** M1 to M3: what the contract promises of merged contexts holds wherever two threads are stalled. */
    @ParameterizedTest
    @EnumSource
    void aMergedContextIsNeitherLostNorKept(StalledMergeTrial.Operation operation) {
        Seeds.forEach(1, seed -> {
            Random random = new Random(seed);
            for (StalledTrial.Shape shape :
                    new StalledTrial.Shape[] {StalledTrial.Shape.STACK, StalledTrial.Shape.TABLE}) {
                int step = 1;
                while (isMerged(operation, shape, step, 0, random.nextBoolean())) {
                    int endStep = 1;
                    while (isMerged(operation, shape, step, endStep, random.nextBoolean())) {
                        endStep += 1 + random.nextInt(2);
                    }
                    assertTrue(endStep > 1, "no step was seen: is the core rewritten?");
                    step++;
                }
                assertTrue(step > 1, "no step was seen: is the core rewritten?");
            }
        });
    }

    private static boolean isMerged(
            StalledMergeTrial.Operation operation,
            StalledTrial.Shape shape,
            int step,
            int endStep,
            boolean enderFirst) {
        return isStopped(StalledMergeTrial.class, operation.name(), shape.name(), step, endStep, enderFirst);
    }

    /** U3: a lease ends in time though a thread that renews it to an earlier moment is stalled. */
    @Test
    void aLeaseEndsThoughARenewingThreadIsStalled() {
        int step = 1;
        int mostFurther = 0;
        boolean stopped = true;
        while (stopped) {
            int further = 1;
            while (isStopped(StalledLeaseTrial.class, step, further)) {
                further++;
            }
            mostFurther = Math.max(mostFurther, further);
            stopped = isStopped(StalledLeaseTrial.class, step, 1);
            step++;
        }
        assertTrue(step > 5 && mostFurther > 5, "no step was seen: is the core rewritten?");
    }

    private static boolean isHelped(
            StalledHelperTrial.Meeting meeting,
            StalledTrial.Shape shape,
            int endStep,
            int helpStep,
            boolean helperFirst) {
        return isStopped(StalledHelperTrial.class, meeting.name(), shape.name(), endStep, helpStep, helperFirst);
    }

    /** U3, U4: a lease is renewed or ends, and keeps no timer, wherever the renewing thread is stalled. */
    @ParameterizedTest
    @CsvSource({"500, true", "1500, true", "1500, false"})
    void aLeaseIsRenewedOrEndsThoughTheRenewingThreadIsStalled(long until, boolean cancels) {
        int step = 1;
        while (isStopped(StalledRenewalTrial.class, until, cancels, step)) {
            step++;
        }
        assertTrue(step > 1, "no step was seen: is the core rewritten?");
    }

    /** Z5, T5: a scope ends at its deadline wherever its owner and the wheel thread are stalled. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aScopeEndsThoughItsOwnerAndTheWheelThreadAreStalled(boolean renews) {
        int wheelStep = 1;
        boolean stopped = true;
        while (stopped) {
            int ownerStep = 1;
            while (isStopped(StalledScopeTimerTrial.class, renews, wheelStep, ownerStep)) {
                ownerStep++;
            }
            stopped = ownerStep > 1;
            wheelStep++;
        }
        assertTrue(wheelStep > 10, "no step was seen: is the core rewritten?");
    }

    /** R4: a thread that starts the wheel thread takes none that has ended for the one that is being started. */
    @Test
    void theLastWheelThreadIsNotTakenForTheNext() {
        int step = 1;
        while (isStopped(StalledStartTrial.class, step)) {
            step++;
        }
        assertTrue(step > 1, "no step was seen: is the wheel rewritten?");
    }

    /** A1: a scheduled action begins once at most, and neither after a stop nor after the end. */
    @ParameterizedTest
    @EnumSource
    void aScheduledActionIsNeitherLostNorLate(StalledScheduleTrial.Operation operation) {
        for (boolean isHandedOver : new boolean[] {false, true}) {
            for (boolean ends : new boolean[] {false, true}) {
                int step = 1;
                while (isStopped(StalledScheduleTrial.class, operation.name(), isHandedOver, ends, step)) {
                    step++;
                }
                assertTrue(step > 1, "no step was seen: is the core rewritten?");
            }
        }
    }

    /**
     * F3 to F8, Z5 to Z7: no scope is lost, ends for another one, or keeps its slot, wherever two threads are
     * stalled.
     */
    @ParameterizedTest
    @EnumSource
    void aScopeIsNeitherLostNorTakenForAnother(StalledScopeTrial.Owner operation) {
        Seeds.forEach(1, seed -> {
            Random random = new Random(seed);
            for (StalledScopeTrial.Other other : StalledScopeTrial.Other.values()) {
                int step = 1;
                while (isStopped(StalledScopeTrial.class, operation.name(), other.name(), step, 0, false)) {
                    int otherStep = 1;
                    while (isStopped(
                            StalledScopeTrial.class,
                            operation.name(),
                            other.name(),
                            step,
                            otherStep,
                            random.nextInt(4) == 0)) {
                        otherStep += 1 + random.nextInt(5);
                    }
                    assertTrue(otherStep > 1, "no step was seen: is the core rewritten?");
                    step++;
                }
                assertTrue(step > 1, "no step was seen: is the core rewritten?");
            }
        });
    }

    /** Makes a trial of the rewritten classes and runs it. Returns whether its victim had so many steps. */
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
