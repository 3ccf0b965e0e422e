package dev.curfew.churn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.ChildJvm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing stays registered at a long-lived context when a call, future, task, group or request is over, also after
 * exceptions: each kind passes through a small heap many times, and the context is asked in the end. J2, X3, X4.
 */
class LongLivedTest {

    @ParameterizedTest
    @EnumSource
    void nothingStaysRegistered(Core core) throws Exception {
        List<String> options = List.of(
                "-cp", // the last one counts: databases too
                System.getProperty("java.class.path"),
                "-Dsun.net.httpserver.nodelay=true", // 40 ms less for each request
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError");
        ChildJvm.Result result = ChildJvm.run(LongLivedTrial.class, options, core.name());
        assertEquals(0, result.exitCode(), () -> result.out() + result.err());
        assertTrue(result.out().endsWith("nothing is left\n"), result.out());
    }
}
