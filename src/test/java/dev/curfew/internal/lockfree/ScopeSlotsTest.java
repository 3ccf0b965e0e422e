package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.Failures;
import dev.curfew.kit.Semantic;
import dev.curfew.wheel.ManualClock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What no race and no user comes to: the last lives of a slot. */
@Semantic(32)
class ScopeSlotsTest {

    private static final int CAPACITY = 3;
    private static final int LIVES = 4;
    private static final long DUE = 10;

    private final Failures failures = new Failures();
    private final ManualClock clock = new ManualClock(0);
    private final ContextRuntime runtime =
            Cycles.builder(clock).errorHandler(failures).build();
    private final CancelContext parent = runtime.background().withCancel();
    private final ScopeSlots scopes = scopes(LIVES);

    @AfterEach
    void nothingFailed() {
        runtime.close();
        failures.assertNothingElse();
    }

    /** A pool whose slots have so many lives left. */
    private ScopeSlots scopes(int lives) {
        LockFreeCore core = ((RootContext) runtime.background()).core();
        return new ScopeSlots(core, parent, CAPACITY, ScopeWord.LAST_LIFE - (lives - 1) * ScopeWord.GENERATION);
    }

    @Test
    void aSlotIsRetiredAfterItsLastLife() {
        Set<Long> handles = new HashSet<>();
        for (int life = 0; life < CAPACITY * LIVES; life++) {
            long scope = scopes.open();
            assertTrue(handles.add(scope) && scope != 0, "no handle comes again");
            assertFalse(scopes.isDone(scope));
            if (life % 2 == 0) {
                assertTrue(scopes.cancel(scope, null));
            }
            assertTrue(scopes.release(scope));
        }
        assertThrows(IllegalStateException.class, scopes::open);
        assertThrows(IllegalStateException.class, () -> scopes.open(DUE));
        assertEquals(0, scopes.openScopes());
        for (long stale : handles) {
            assertTrue(scopes.isDone(stale));
            assertSame(Context.CANCELED, scopes.cause(stale));
            assertFalse(scopes.cancel(stale, new IllegalStateException("late")));
            assertTrue(scopes.expireIfDue(stale, DUE));
            assertTrue(scopes.context(stale).isDone());
            assertFalse(scopes.release(stale));
            assertEquals(1, failures.take().size());
        }
    }

    /** The timer of the last life fires all the same, and is not armed again (Z7). */
    @Test
    void aRetiredSlotLetsItsTimerGo() {
        for (int life = 1; life < CAPACITY * LIVES; life++) {
            scopes.release(scopes.open());
        }
        long last = scopes.open(DUE);
        AtomicInteger runs = new AtomicInteger();
        scopes.onDone(last, runs::incrementAndGet);
        Context view = scopes.context(last);
        assertTrue(scopes.release(last));
        assertTrue(view.isDone());
        clock.set(DUE);
        Cycles.untilIdle(runtime);
        assertEquals(Long.MAX_VALUE, runtime.nextWakeNanos(), "no timer is left");
        assertEquals(0, runs.get());
        assertThrows(IllegalStateException.class, scopes::open);
    }

    /** A scope of the last life ends as all others do. */
    @Test
    void aScopeOfTheLastLifeEnds() {
        ScopeSlots scopes = scopes(1);
        long due = scopes.open(DUE);
        long cancelled = scopes.open();
        long live = scopes.open();
        IllegalStateException cause = new IllegalStateException("given");
        assertTrue(scopes.cancel(cancelled, cause));
        clock.set(DUE);
        Cycles.untilIdle(runtime);
        assertSame(Context.DEADLINE_EXCEEDED, scopes.cause(due));
        assertSame(cause, scopes.cause(cancelled));
        assertFalse(scopes.isDone(live));
        parent.cancel();
        assertTrue(scopes.isDone(live));
        assertSame(cause, scopes.cause(cancelled));
    }
}
