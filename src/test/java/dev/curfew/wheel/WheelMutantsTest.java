package dev.curfew.wheel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the tests of the wheel notice a wrong line: each mutant has to fail. */
class WheelMutantsTest {

    private static final int SCRIPTS = 300;

    @ParameterizedTest
    @EnumSource
    void aWrongLineIsNoticed(Mutant mutant) throws Exception {
        MutantLoader loader = new MutantLoader(mutant);
        assertTrue(mutant.isAboutLinks() ? linksFail(loader) : modelFails(loader), mutant + " survives");
        assertTrue(loader.hasChanged(), mutant + " has nothing to change: is the wheel another by now?");
    }

    /** Else any failure of the loader would do. */
    @Test
    void theRightLinesPass() throws Exception {
        MutantLoader loader = new MutantLoader(null);
        assertFalse(modelFails(loader));
        assertFalse(linksFail(loader));
    }

    private static boolean modelFails(ClassLoader loader) throws Exception {
        for (int seed = 0; seed < SCRIPTS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Runnable script = (Runnable) loader.loadClass(WheelScript.class.getName())
                    .getDeclaredConstructor(long.class, long.class, long.class)
                    .newInstance(random.nextLong(), WheelModelTest.origin(random), WheelModelTest.tick(random));
            if (fails(script)) {
                return true;
            }
        }
        return false;
    }

    private static boolean linksFail(ClassLoader loader) throws Exception {
        Runnable script = (Runnable) loader.loadClass("dev.curfew.internal.wheel.LinksScript")
                .getDeclaredConstructor()
                .newInstance();
        return fails(script);
    }

    /** A mutant that does not link is no mutant. */
    private static boolean fails(Runnable script) {
        try {
            script.run();
            return false;
        } catch (LinkageError e) {
            throw e;
        } catch (Error | RuntimeException noticed) {
            return true;
        }
    }
}
