package dev.curfew.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.FailingLoader;
import dev.curfew.kit.Seeds;
import java.lang.reflect.Constructor;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Churn for a while, with everything going wrong now and then: {@link SoakTrial}, {@link SmallTreeTrial}. Some
 * seconds in {@code make test}; longer by {@code make soak MINUTES=n SEED=s}.
 */
class SoakTest {

    private static final long SECONDS = Long.getLong("soak.seconds", 3);

    @ParameterizedTest
    @EnumSource
    void nothingIsLost(Core core) {
        Seeds.forEach(1, seed -> assertEquals("", run(SoakTrial.class, core, seed)));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostInSmallTrees(Core core) {
        Seeds.forEach(1, seed -> assertEquals("", run(SmallTreeTrial.class, core, seed)));
    }

    private static String run(Class<? extends Callable<String>> trial, Core core, long seed) {
        try {
            Constructor<?> constructor = new FailingLoader()
                    .loadClass(trial.getName())
                    .getDeclaredConstructor(String.class, long.class, long.class);
            constructor.setAccessible(true);
            return (String) ((Callable<?>) constructor.newInstance(core.name(), seed, SECONDS)).call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
