package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.Seeds;
import dev.curfew.kit.Semantic;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How late the default tick of the wheel makes a deadline: by a clock that is set by hand. */
@Semantic(27)
class TickTest {

    private static final long DEFAULT_TICK = 65_536;

    private final AtomicLong now = new AtomicLong();
    private final ContextRuntime runtime = ContextRuntime.builder()
            .core(Core.LOCK_FREE)
            .clock(now::get)
            .callerDriven()
            .build();

    @AfterEach
    void close() {
        runtime.close();
    }

    private void cycleAt(long nanos) throws Exception {
        now.set(nanos);
        Cycles.untilIdle(runtime);
    }

    @Test
    void theDefaultTickIsThatLong() throws Exception {
        CancelContext first = runtime.background().withDeadlineNanos(1);
        CancelContext last = runtime.background().withDeadlineNanos(DEFAULT_TICK);
        assertEquals(DEFAULT_TICK, runtime.nextWakeNanos());
        cycleAt(DEFAULT_TICK - 1);
        assertFalse(first.isDone());
        cycleAt(DEFAULT_TICK);
        assertTrue(first.isDone());
        assertTrue(last.isDone());
    }

    @Test
    void noDeadlineIsSeenATickLate() {
        Seeds.forEach(100, seed -> new TickTest().assertSeenInTime(new SplittableRandom(seed)));
    }

    private void assertSeenInTime(SplittableRandom random) {
        try (runtime) {
            cycleAt(random.nextLong(1L << 40));
            long deadline = now.get() + random.nextLong(1, 1L << random.nextInt(1, 50));
            CancelContext context = runtime.background().withDeadlineNanos(deadline);
            cycleAt(deadline - 1);
            assertFalse(context.isDone());
            cycleAt(deadline + DEFAULT_TICK - 1);
            assertTrue(context.isDone());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingIsToBeDoneWhileNothingIsArmed() throws Exception {
        assertEquals(Long.MAX_VALUE, runtime.nextWakeNanos());
        CancelContext context = runtime.background().withDeadlineNanos(DEFAULT_TICK);
        cycleAt(DEFAULT_TICK);
        assertTrue(context.isDone());
        assertEquals(Long.MAX_VALUE, runtime.nextWakeNanos());
        assertEquals(0, runtime.agent().doWork());
    }
}
