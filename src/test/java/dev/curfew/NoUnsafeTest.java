package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program that uses the library sees no warning and loads nothing that touches Unsafe, on any JDK. */
class NoUnsafeTest {

    private static final Key<String> USER = Key.of("user");

    /** Uses a bit of everything, on both cores. */
    static final class Program {
        public static void main(String[] arguments) throws InterruptedException {
            for (ContextRuntime.Core core : ContextRuntime.Core.values()) {
                try (ContextRuntime runtime =
                        ContextRuntime.builder().core(core).build()) {
                    use(runtime.background());
                }
            }
            use(Context.background());
            System.out.println("used");
        }

        private static void use(Context root) throws InterruptedException {
            try (CancelContext parent = root.withCancel()) {
                CancelContext child = parent.withValue(USER, "ada").withTimeout(Duration.ofMillis(1));
                Registration registration = child.onDone(() -> {});
                child.await();
                registration.stop();
                for (int i = 0; i < 10_000; i++) { // stripes and what else comes with traffic
                    parent.withTimeout(Duration.ofHours(1)).cancel();
                }
                require(child.err() == Context.DEADLINE_EXCEEDED);
                require("ada".equals(child.value(USER)));
                parent.awaitNanos(1);
                System.out.println(child);
            }
        }

        private static void require(boolean condition) {
            if (!condition) {
                throw new AssertionError();
            }
        }
    }

    @Test
    void noUnsafeIsLoadedAndNothingIsWarnedOf() throws Exception {
        ChildJvm.Result result = ChildJvm.run(Program.class, List.of("-Xlog:class+load=info:stdout", "-Xshare:auto"));
        assertEquals("", result.err());
        assertEquals(0, result.exitCode(), result::out);
        assertTrue(result.outLines().contains("used"), "the program ran to its end");
        List<String> loaded = result.outLines().stream()
                .filter(line -> line.contains("source:"))
                .toList();
        assertTrue(
                loaded.stream().anyMatch(line -> line.contains("dev.curfew.Context ")), "the log shows what is loaded");
        List<String> unsafe = loaded.stream()
                .filter(line -> line.contains("org.agrona.UnsafeApi")
                        || line.contains("org.agrona.MemoryAccess")
                        || line.contains("org.jctools.util.Unsafe")
                        || line.contains("sun.misc.Unsafe "))
                .toList();
        assertEquals(List.of(), unsafe);
    }
}
