package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.curfew.ContextRuntime.Builder;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.wheel.TimingWheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The messages of the options, word by word: one unit in each, and no control character of somebody else's. */
class MessagesTest {

    private static Builder builder() {
        return ContextRuntime.builder().core(Core.LOCK_FREE);
    }

    private static void assertSays(String message, Class<? extends Throwable> type, Executable call) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }

    @Test
    void aTickIsToldInTheUnitOfWhatIsAllowed() {
        assertTick("6307200000000000000", Duration.ofHours(1_752_000));
        assertTick("9223372036854775807999999999", Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        assertTick("-9223372036854775808000000000", Duration.ofSeconds(Long.MIN_VALUE));
        assertTick("4611686018427387905", Duration.ofNanos((1L << 62) + 1));
        assertTick("0", Duration.ZERO);
        assertTick("-1", Duration.ofNanos(-1));
    }

    private static void assertTick(String nanos, Duration tick) {
        assertSays(
                "tick is " + nanos + " ns, allowed are 1 to 2^62 ns",
                IllegalArgumentException.class,
                () -> builder().tick(tick));
    }

    @Test
    void theTickOfAWheelIsToldLikewise() {
        assertSays(
                "tickNanos is 0 ns, allowed are 1 to 2^62 ns",
                IllegalArgumentException.class,
                () -> new TimingWheel(SystemNanoClock.INSTANCE, 0, failure -> {}));
    }

    @Test
    void aPropertyIsToldWithItsValueAndWhatIsAllowed() {
        withProperty(
                "curfew.tick",
                "1\n",
                () -> assertSays(
                        "system property curfew.tick is \"1\\u000a\", allowed are 1 to 2^62 ns",
                        IllegalArgumentException.class,
                        () -> builder().build()));
        withProperty(
                "curfew.core",
                "mutex\r",
                () -> assertSays(
                        "system property curfew.core is \"mutex\\u000d\", allowed are lock-free and mutex",
                        IllegalArgumentException.class,
                        () -> ContextRuntime.builder().build()));
    }

    private static void withProperty(String name, String value, Runnable test) {
        String before = System.getProperty(name);
        System.setProperty(name, value);
        try {
            test.run();
        } finally {
            if (before == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, before);
            }
        }
    }

    @Test
    void optionsThatContradictEachOtherAreNamed() {
        assertSays(
                "not with the mutex core: tick, callerDriven",
                IllegalStateException.class,
                () -> builder()
                        .core(Core.MUTEX)
                        .tick(Duration.ofNanos(1))
                        .callerDriven()
                        .build());
        assertSays(
                "not with callerDriven: idleStrategy",
                IllegalStateException.class,
                () -> builder()
                        .callerDriven()
                        .idleStrategy(BusySpinIdleStrategy.INSTANCE)
                        .build());
    }

    @Test
    void aRuntimeWithAThreadOfItsOwnHasNoAgent() {
        try (ContextRuntime runtime = builder().build()) {
            String message = "the runtime is not caller-driven: it has no agent to run";
            assertSays(message, IllegalStateException.class, runtime::agent);
            assertSays(message, IllegalStateException.class, runtime::nextWakeNanos);
        }
    }

    @Test
    void aDeadlineOfAClosedRuntimeSaysSo() {
        for (Core core : Core.values()) {
            ContextRuntime runtime = ContextRuntime.builder().core(core).build();
            runtime.close();
            assertSays(
                    "the runtime was closed",
                    IllegalStateException.class,
                    () -> runtime.background().withTimeout(Duration.ofHours(1)));
        }
    }

    @Test
    void aClosedWheelSaysSo() {
        TimingWheel wheel = new TimingWheel(SystemNanoClock.INSTANCE, 1, failure -> {});
        wheel.onClose();
        assertSays("the timing wheel is closed", IllegalStateException.class, () -> wheel.schedule(0, () -> {}));
    }

    @Test
    void aThreadFactoryThatMakesNoThreadIsNamed() {
        List<String> told = new ArrayList<>();
        class NoThreads implements java.util.concurrent.ThreadFactory {
            @Override
            public Thread newThread(Runnable runnable) {
                return null;
            }
        }
        try (ContextRuntime runtime = builder()
                .threadFactory(new NoThreads())
                .errorHandler(failure -> told.add(failure.getMessage()))
                .build()) {
            runtime.start();
        }
        assertEquals(NoThreads.class.getName() + ".newThread(Runnable) returned null", told.get(0));
    }

    @Test
    void aKeyShowsItsNameOnOneLine() {
        String name = "user\n\u0000\u001b[31m\u202e\u2028\ud83d \uDB40\uDC01 é 😀";
        String shown = "user\\u000a\\u0000\\u001b[31m\\u202e\\u2028\\ud83d \\udb40\\udc01 é 😀";
        Key<String> key = Key.of(name);
        assertEquals(name, key.name());
        assertEquals(shown, key.toString());
        for (Core core : Core.values()) {
            ContextRuntime runtime = ContextRuntime.builder().core(core).build();
            assertEquals(
                    "background.withValue(" + shown + ")",
                    runtime.background().withValue(key, "ada").toString());
            runtime.close();
        }
    }

    @Test
    void aLongNameIsNotCutInsideACharacter() {
        String begin = "x".repeat(99);
        assertEquals(
                "background.withValue(" + begin + "…)",
                Context.background().withValue(Key.of(begin + "😀"), 1).toString());
    }
}
