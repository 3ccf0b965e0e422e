package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.ContextRuntime.Builder;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.Semantic;
import dev.curfew.wheel.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the builder takes for the timing wheel, and what it refuses. */
class WheelOptionsTest {

    private static final String TICK = "curfew.tick";

    private static final Map<String, UnaryOperator<Builder>> OPTIONS = Map.of(
            "clock", builder -> builder.clock(System::nanoTime),
            "epochClock", builder -> builder.epochClock(() -> 0),
            "tick", builder -> builder.tick(Duration.ofMillis(1)),
            "idleStrategy", builder -> builder.idleStrategy(BusySpinIdleStrategy.INSTANCE),
            "threadFactory", builder -> builder.threadFactory(Thread::new),
            "callerDriven", builder -> builder.callerDriven());

    private static Builder builder() {
        return ContextRuntime.builder().core(Core.LOCK_FREE);
    }

    @Test
    @Semantic(15)
    void nullIsNamed() {
        Map<String, Executable> calls = Map.of(
                "idle", () -> builder().idleStrategy(null),
                "factory", () -> builder().threadFactory(null),
                "tick", () -> builder().tick(null),
                "wakeup", () -> builder().callerDriven(null));
        calls.forEach((name, call) -> assertEquals(
                name, assertThrows(NullPointerException.class, call).getMessage()));
        for (Executable call :
                List.<Executable>of(() -> builder().clock(null), () -> builder().epochClock(null))) {
            assertEquals("clock", assertThrows(NullPointerException.class, call).getMessage());
        }
    }

    @Test
    @Semantic(19)
    void aTickIsPositiveAndNotTooLong() {
        for (Duration tick : List.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofNanos((1L << 62) + 1),
                Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThrows(IllegalArgumentException.class, () -> builder().tick(tick)); // MessagesTest: what it says
        }
        for (long nanos : new long[] {1, 3, 1L << 62}) {
            builder().tick(Duration.ofNanos(nanos)).build().close();
        }
    }

    @Test
    @Semantic(19)
    void theMutexCoreHasNoWheel() {
        OPTIONS.forEach((name, option) -> {
            Builder builder = option.apply(builder().core(Core.MUTEX));
            String message =
                    assertThrows(IllegalStateException.class, builder::build).getMessage();
            assertTrue(message.contains(name) && message.contains("mutex"), message);
        });
        Builder all = builder().core(Core.MUTEX);
        for (UnaryOperator<Builder> option : OPTIONS.values()) {
            all = option.apply(all);
        }
        String message = assertThrows(IllegalStateException.class, all::build).getMessage();
        OPTIONS.keySet().forEach(name -> assertTrue(message.contains(name), message));
    }

    @Test
    @Semantic(19)
    void aCallerDrivenRuntimeHasNoThreadToHaveOptionsFor() {
        for (String name : List.of("idleStrategy", "threadFactory")) {
            for (Builder builder : List.of(
                    OPTIONS.get(name).apply(builder().callerDriven()),
                    OPTIONS.get(name).apply(builder().tick(Duration.ofNanos(1))).callerDriven(() -> {}))) {
                for (int i = 0; i < 2; i++) {
                    String message = assertThrows(IllegalStateException.class, builder::build)
                            .getMessage();
                    assertTrue(message.contains(name) && message.contains("callerDriven"), message);
                    assertFalse(message.contains("tick"), message);
                }
            }
        }
    }

    @Test
    @Semantic(19)
    void aBadPropertyIsNamedAtEachCallAndPoisonsNothing() {
        String before = System.getProperty(TICK);
        try {
            for (String value : List.of("", "fast", "0", "-1", "1ms", "4611686018427387905")) {
                System.setProperty(TICK, value);
                for (int i = 0; i < 2; i++) {
                    String message = assertThrows(
                                    IllegalArgumentException.class,
                                    () -> builder().build())
                            .getMessage();
                    assertTrue(message.contains(TICK) && message.contains("\"" + value + "\""), message);
                    assertTrue(message.contains("2^62"), message);
                }
                assertDoesNotThrow(() -> OPTIONS.get("tick").apply(builder()).build(), "it is not asked for");
                assertDoesNotThrow(() -> builder().core(Core.MUTEX).build(), "it is not asked for");
            }
            System.setProperty(TICK, "65536");
            ManualClock clock = new ManualClock(0);
            ContextRuntime runtime = builder().clock(clock).callerDriven().build();
            runtime.background().withDeadlineNanos(1);
            assertEquals(65_536, runtime.nextWakeNanos());
        } finally {
            if (before == null) {
                System.clearProperty(TICK);
            } else {
                System.setProperty(TICK, before);
            }
        }
    }

    @Test
    void theClocksAreThoseGiven() {
        ManualClock clock = new ManualClock(1_000);
        Instant epoch = Instant.parse("2026-11-22T10:15:30Z");
        ContextRuntime runtime = builder()
                .clock(clock)
                .epochClock(() -> epoch.getEpochSecond() * 1_000_000_000)
                .callerDriven()
                .build();
        assertSame(clock, runtime.clock());
        Context context = runtime.background().withDeadline(epoch.plusSeconds(5));
        assertEquals(5_000_001_000L, context.deadlineNanos());
        assertEquals(epoch.plusSeconds(5), context.deadline().orElseThrow());
        clock.advance(1_000_000_000);
        assertEquals(4_000_000_000L, context.remainingNanos());
        assertEquals("background.withDeadline(2026-11-22T10:15:34Z [4.00s])", context.toString());
    }

    @Test
    void onlyACallerDrivenRuntimeHasAnAgent() {
        for (Core core : Core.values()) {
            ContextRuntime runtime = ContextRuntime.builder().core(core).build();
            assertThrows(IllegalStateException.class, runtime::agent);
            assertThrows(IllegalStateException.class, runtime::nextWakeNanos);
            assertSame(runtime, runtime.start());
            assertSame(runtime, runtime.start());
            runtime.close();
            assertThrows(IllegalStateException.class, runtime::start);
        }
        ContextRuntime runtime = builder().callerDriven().build();
        assertSame(runtime.agent(), runtime.agent());
        assertSame(runtime, runtime.start());
    }
}
