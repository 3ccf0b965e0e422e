package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.RecordingLoader;
import dev.curfew.kit.Semantic;
import java.lang.reflect.Constructor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A runtime that has been made has all classes of the library that its contexts need. A class that is loaded later may find no
 * memory, no descriptor or no room on the stack, in the middle of an end.
 */
@Semantic({2, 10})
class LoadedClassesTest {

    @ParameterizedTest
    @EnumSource
    void noClassIsLoadedLater(Core core) throws Exception {
        RecordingLoader loader = new RecordingLoader("dev.curfew.");
        Constructor<?> constructor =
                loader.loadClass(LoadedClassesTrial.class.getName()).getDeclaredConstructor(String.class);
        constructor.setAccessible(true);
        Runnable trial = (Runnable) constructor.newInstance(core.name());
        loader.record();
        trial.run();
        assertEquals(List.of(), loader.recorded());
    }
}
