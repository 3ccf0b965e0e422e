package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.Lease;
import dev.curfew.ScopePool;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.Failures;
import dev.curfew.kit.Semantic;
import dev.curfew.wheel.ManualClock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scopes of a pool on a clock set by hand: ends, stale handles, renewals, actions, views, and no allocation. */
@Semantic(32)
class ScopePoolTest {

    private static final long START = Long.MAX_VALUE - 1_000;
    private static final Key<String> USER = Key.of("user");

    private final Failures failures = new Failures();
    private final ManualClock clock = new ManualClock(START);
    private final ContextRuntime runtime =
            Cycles.builder(clock).errorHandler(failures).build();
    private final CancelContext parent = runtime.background().withCancel();
    private final ScopePool pool = ScopePool.of(parent, 3);
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void nothingElseFailed() {
        runtime.close();
        failures.assertNothingElse();
    }

    private Runnable action(String name) {
        return () -> ran.add(name);
    }

    private void advance(long nanos) {
        clock.advance(nanos);
        Cycles.untilIdle(runtime);
    }

    private long in(long nanos) {
        return clock.nanoTime() + nanos;
    }

    private void assertLive(long scope) {
        assertFalse(pool.isDone(scope));
        assertNull(pool.err(scope));
        assertNull(pool.cause(scope));
        pool.throwIfDone(scope);
    }

    private void assertEnded(long scope, ContextException err, Throwable cause) {
        assertTrue(pool.isDone(scope));
        assertSame(err, pool.err(scope));
        assertSame(cause, pool.cause(scope));
        ContextException thrown = assertThrows(ContextException.class, () -> pool.throwIfDone(scope));
        assertSame(err.getClass(), thrown.getClass());
        assertSame(cause == err ? null : cause, thrown.getCause());
    }

    private void assertStale(long scope) {
        assertEnded(scope, Context.CANCELED, Context.CANCELED);
        assertFalse(pool.cancel(scope));
        assertFalse(pool.cancel(scope, new IllegalStateException("late")));
        assertTrue(pool.expireIfDue(scope, in(1_000)));
        assertFalse(pool.stop(scope, action("never added")));
        assertEquals(parent.deadlineNanos(), pool.deadlineNanos(scope));
        assertTrue(pool.context(scope).isDone());
        assertEnded(scope, Context.CANCELED, Context.CANCELED);
    }

    private void assertStaleAndReported(long scope) {
        assertFalse(pool.release(scope));
        assertTold(IllegalStateException.class);
        assertFalse(pool.renew(scope, in(5)));
        assertTold(IllegalStateException.class);
        assertStale(scope);
    }

    private void assertTold(Class<? extends Throwable> type) {
        List<Throwable> told = failures.take();
        assertEquals(List.of(type), told.stream().map(Object::getClass).toList());
    }

    // ---- ends

    @Test
    void aScopeIsLiveUntilItIsCancelled() {
        long scope = pool.open();
        long other = pool.open();
        assertNotEquals(scope, other);
        assertLive(scope);
        assertEquals(Context.NO_DEADLINE, pool.deadlineNanos(scope));
        assertTrue(pool.cancel(scope));
        assertFalse(pool.cancel(scope));
        assertFalse(pool.cancel(scope, new IllegalStateException("second")));
        assertEnded(scope, Context.CANCELED, Context.CANCELED);
        assertLive(other);
        assertEquals(2, pool.openScopes());
        assertTrue(pool.release(scope));
        assertEquals(1, pool.openScopes());
        assertStaleAndReported(scope);
    }

    @Test
    void aScopeKeepsItsCause() {
        IllegalStateException first = new IllegalStateException("first");
        for (int life = 0; life < 5; life++) {
            long scope = pool.open();
            assertTrue(pool.cancel(scope, first));
            assertFalse(pool.cancel(scope, new IllegalStateException("second")));
            assertEnded(scope, Context.CANCELED, first);
            assertTrue(pool.release(scope));
            assertStale(scope);
        }
        long scope = pool.open();
        assertTrue(pool.cancel(scope, null));
        assertEnded(scope, Context.CANCELED, Context.CANCELED);
    }

    @Test
    void aScopeEndsAtItsDeadlineAndNotBefore() {
        long scope = pool.open(in(10));
        assertEquals(in(10), pool.deadlineNanos(scope));
        advance(9);
        assertLive(scope);
        assertFalse(pool.expireIfDue(scope, clock.nanoTime()));
        advance(1);
        assertEnded(scope, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
        pool.release(scope);
        assertStale(scope);
    }

    @Test
    void aPollerEndsAScopeThatIsDue() {
        long scope = pool.open(in(10));
        pool.onDone(scope, action("expired"));
        clock.advance(10);
        assertFalse(pool.isDone(scope));
        assertTrue(pool.expireIfDue(scope, clock.nanoTime()));
        assertEnded(scope, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
        assertEquals(List.of("expired"), ran);
    }

    @Test
    void aDeadlineThatHasPassedEndsTheScopeAtItsBirth() {
        for (long nanos : new long[] {0, -1, -(1L << 62), Long.MIN_VALUE + 1}) {
            long scope = pool.open(in(nanos));
            assertEnded(scope, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
            assertFalse(pool.onDone(scope, action("at once " + nanos)));
            assertTrue(ran.contains("at once " + nanos));
            pool.release(scope);
        }
    }

    @Test
    @Semantic(33)
    void oneTimerServesOneLifeAfterTheOther() {
        for (int life = 0; life < 100; life++) {
            long scope = pool.open(in(10));
            advance(life % 9);
            assertLive(scope);
            pool.release(scope);
            assertTrue(runtime.nextWakeNanos() - in(10) <= 0, "a timer is pending in life " + life);
        }
        long scope = pool.open(in(10));
        advance(9);
        assertLive(scope);
        advance(1);
        assertEnded(scope, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
        pool.release(scope);
        advance(10);
        assertEquals(Long.MAX_VALUE, runtime.nextWakeNanos(), "an idle pool has no timer");
    }

    /** The wheel thread finds nothing on the inbox, and is not woken. */
    @Test
    @Semantic(33)
    void openingInSteadyStatePushesNothing() throws Exception {
        AtomicInteger wakeups = new AtomicInteger();
        try (ContextRuntime own =
                Cycles.builder(clock).callerDriven(wakeups::incrementAndGet).build()) {
            ScopePool scopes = ScopePool.of(own.background(), 1);
            scopes.release(scopes.open(in(100)));
            Cycles.untilIdle(own);
            for (int life = 0; life < 50; life++) {
                assertTrue(own.nextWakeNanos() > clock.nanoTime(), "the wheel sleeps");
                wakeups.set(0);
                scopes.release(scopes.open(in(100)));
                assertEquals(0, wakeups.get(), "wake-ups");
                assertEquals(0, own.agent().doWork(), "work of the wheel");
                clock.advance(1);
            }
        }
    }

    @Test
    void aNearerDeadlineOfTheNextLifeIsMet() {
        for (long nanos : new long[] {100, 50, 70, 20, 90, 3}) {
            long scope = pool.open(in(nanos));
            advance(1);
            pool.release(scope);
        }
        long scope = pool.open(in(4));
        advance(3);
        assertLive(scope);
        advance(1);
        assertEnded(scope, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
    }

    @Test
    void aDeadlineAfterThatOfTheParentIsTheParents() {
        CancelContext above = parent.withDeadlineNanos(in(20));
        ScopePool below = ScopePool.of(above, 1);
        long scope = below.open(in(30));
        assertEquals(above.deadlineNanos(), below.deadlineNanos(scope));
        advance(20);
        assertTrue(below.isDone(scope));
        assertSame(Context.DEADLINE_EXCEEDED, below.err(scope));
        below.close();
    }

    @Test
    void aRenewalToADeadlineAfterThatOfTheParentPushesNothing() throws Exception {
        CancelContext above = parent.withDeadlineNanos(in(20));
        ScopePool below = ScopePool.of(above, 1);
        long scope = below.open();
        Cycles.untilIdle(runtime);
        assertTrue(below.renew(scope, in(30)));
        assertEquals(0, runtime.agent().doWork(), "work of the wheel");
        assertEquals(above.deadlineNanos(), below.deadlineNanos(scope));
        advance(20);
        assertSame(Context.DEADLINE_EXCEEDED, below.err(scope));
        below.close();
    }

    // ---- the parent's end and close

    @Test
    @Semantic({2, 3})
    void theParentEndsAllScopesBeforeItsFirstActionRuns() {
        long[] scopes = {pool.open(), pool.open(in(10)), pool.open()};
        IllegalStateException cause = new IllegalStateException("the parent's");
        CancelContext sibling = parent.withCancel();
        parent.onDone(() -> {
            for (long scope : scopes) {
                assertTrue(pool.isDone(scope));
            }
            ran.add("parent");
        });
        for (int i = 0; i < scopes.length; i++) {
            String name = "scope " + i;
            assertTrue(pool.onDone(scopes[i], () -> {
                assertTrue(sibling.isDone());
                ran.add(name);
            }));
        }
        parent.cancel(cause);
        assertEquals(List.of("parent", "scope 0", "scope 1", "scope 2"), ran);
        for (long scope : scopes) {
            assertEnded(scope, Context.CANCELED, cause);
            assertFalse(pool.cancel(scope));
        }
        advance(100);
        assertEnded(scopes[1], Context.CANCELED, cause);
        assertTrue(pool.release(scopes[0]));
        assertStale(scopes[0]);
        long late = pool.open(in(1));
        assertEnded(late, Context.CANCELED, cause);
        assertFalse(pool.onDone(late, action("late")));
        assertTrue(ran.contains("late"));
        assertEquals(Long.MAX_VALUE, runtime.nextWakeNanos(), "no timer is left");
    }

    @Test
    void closeCancelsOpenScopesAndLeavesTheParent() {
        long scope = pool.open(in(1_000_000));
        pool.onDone(scope, action("closed"));
        pool.close();
        pool.close();
        assertEnded(scope, Context.CANCELED, Context.CANCELED);
        assertEquals(List.of("closed"), ran);
        assertThrows(IllegalStateException.class, pool::open);
        assertThrows(IllegalStateException.class, () -> pool.open(in(5)));
        assertTrue(pool.release(scope));
        assertFalse(parent.isDone());
        Cycles.untilIdle(runtime);
        assertEquals(Long.MAX_VALUE, runtime.nextWakeNanos(), "no timer is left");
    }

    @Test
    void expireIfDueEndsALeaseAboveThePool() {
        Lease lease = parent.withLeaseNanos(10);
        ScopePool below = ScopePool.of(lease, 1);
        long scope = below.open();
        clock.advance(10);
        assertFalse(below.isDone(scope));
        assertTrue(below.expireIfDue(scope, clock.nanoTime()));
        assertSame(Context.DEADLINE_EXCEEDED, below.err(scope));
    }

    @Test
    @Semantic(14)
    void theEndOfTheRuntimeEndsScopesWithDeadlines() {
        long timed = pool.open(in(10));
        long endless = pool.open();
        runtime.close();
        Cycles.untilIdle(runtime);
        assertSame(Context.CANCELED, pool.err(timed));
        assertTrue(pool.cause(timed) instanceof IllegalStateException, "cause " + pool.cause(timed));
        assertLive(endless);
        assertThrows(IllegalStateException.class, () -> pool.open(in(10)));
        assertEquals(2, pool.openScopes());
        assertFalse(pool.renew(endless, in(10)));
        long last = pool.open();
        assertLive(last);
    }

    // ---- renewals

    @Test
    void aRenewalMovesTheEnd() {
        long scope = pool.open(in(10));
        advance(9);
        assertTrue(pool.renew(scope, in(10)));
        advance(9);
        assertLive(scope);
        assertTrue(pool.renew(scope, in(3)), "to an earlier moment");
        advance(2);
        assertLive(scope);
        assertTrue(pool.renew(scope, Context.NO_DEADLINE));
        assertEquals(Context.NO_DEADLINE, pool.deadlineNanos(scope));
        advance(100);
        assertLive(scope);
        assertTrue(pool.renew(scope, in(5)));
        assertEquals(in(5), pool.deadlineNanos(scope));
        advance(5);
        assertEnded(scope, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
        assertFalse(pool.renew(scope, in(5)));
    }

    @Test
    void aRenewalThatComesTooLateEndsTheScope() {
        long due = pool.open(in(10));
        clock.advance(10);
        assertFalse(pool.renew(due, in(10)));
        assertEnded(due, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
        long endless = pool.open();
        assertFalse(pool.renew(endless, in(0)));
        assertEnded(endless, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
    }

    // ---- actions

    @Test
    void actionsRunInTheirOrderAndReleaseRunsNone() {
        for (int life = 0; life < 3; life++) {
            ran.clear();
            long scope = pool.open();
            Runnable a = action("a");
            assertTrue(pool.onDone(scope, a));
            assertTrue(pool.onDone(scope, action("b")));
            assertTrue(pool.onDone(scope, action("c")));
            assertTrue(pool.onDone(scope, action("d")));
            assertThrows(IllegalStateException.class, () -> pool.onDone(scope, action("e")));
            assertTrue(pool.stop(scope, a));
            assertFalse(pool.stop(scope, a));
            assertTrue(pool.onDone(scope, action("f")));
            if (life == 1) {
                pool.release(scope);
                assertFalse(pool.cancel(scope));
                assertEquals(List.of(), ran);
            } else {
                pool.cancel(scope);
                assertEquals(List.of("b", "c", "d", "f"), ran);
                assertFalse(pool.onDone(scope, action("g")));
                assertEquals(List.of("b", "c", "d", "f", "g"), ran);
                pool.release(scope);
            }
        }
    }

    @Test
    void anActionThatThrowsIsReportedAndTheOthersRun() {
        long scope = pool.open();
        pool.onDone(scope, () -> {
            throw new UnsupportedOperationException("thrown");
        });
        pool.onDone(scope, action("after"));
        assertTrue(pool.cancel(scope));
        assertTold(UnsupportedOperationException.class);
        assertEquals(List.of("after"), ran);
    }

    @Test
    void anActionThatOverflowsTheStackIsReportedAndTheOthersRun() {
        for (boolean isOfParent : new boolean[] {false, true}) {
            ran.clear();
            long scope = pool.open();
            pool.onDone(scope, ScopePoolTest::overflow);
            pool.onDone(scope, action("after"));
            if (isOfParent) {
                parent.cancel();
            } else {
                assertTrue(pool.cancel(scope));
            }
            assertTold(StackOverflowError.class);
            assertEquals(List.of("after"), ran);
            pool.release(scope);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void overflow() {
        overflow();
    }

    @Test
    void scopesThatEndEachOtherCostNoStack() {
        int count = 50_000;
        ScopePool chain = ScopePool.of(parent, count);
        long[] scopes = new long[count];
        for (int i = 0; i < count; i++) {
            scopes[i] = chain.open();
        }
        for (int i = 0; i < count; i++) {
            int next = (i + 1) % count;
            assertTrue(chain.onDone(scopes[i], () -> chain.cancel(scopes[next])));
        }
        assertTrue(chain.cancel(scopes[0]));
        for (long scope : scopes) {
            assertTrue(chain.isDone(scope));
            assertTrue(chain.release(scope));
        }
        for (int i = 0; i < count; i++) {
            chain.open();
        }
        assertThrows(IllegalStateException.class, chain::open);
        chain.close();
    }

    @Test
    void anActionThatReleasesItsScopeHoldsTheSlot() {
        ScopePool one = ScopePool.of(parent, 1);
        long scope = one.open();
        one.onDone(scope, () -> {
            assertTrue(one.release(scope));
            assertThrows(IllegalStateException.class, one::open);
            ran.add("released");
        });
        assertTrue(one.cancel(scope));
        assertEquals(List.of("released"), ran);
        assertFalse(one.isDone(one.open()));
    }

    // ---- views

    @Test
    void aViewIsAContextThatEndsWithItsScope() {
        CancelContext above = parent.withValue(USER, "ada").withCancel();
        ScopePool pool = ScopePool.of(above, 2);
        IllegalStateException cause = new IllegalStateException("given");
        long scope = pool.open(in(10));
        pool.onDone(scope, action("scope"));
        Context view = pool.context(scope);
        assertSame(view, pool.context(scope));
        assertEquals("ada", view.value(USER));
        assertEquals(in(10), view.deadlineNanos());
        assertThrows(IllegalStateException.class, () -> pool.renew(scope, in(20)));
        Context below = view.withValue(USER, "bob").withCancel();
        view.onDone(action("view"));
        below.onDone(action("below"));
        pool.onDone(scope, () -> {
            assertTrue(below.isDone());
            ran.add("scope, later");
        });
        assertTrue(pool.cancel(scope, cause));
        assertEquals(List.of("scope", "scope, later", "view", "below"), ran);
        assertSame(cause, view.cause());
        assertSame(cause, below.cause());
        pool.release(scope);
        assertSame(cause, view.cause());
        pool.close();
    }

    @Test
    void aReleaseEndsTheViewAndRunsItsActions() {
        long scope = pool.open();
        Context view = pool.context(scope);
        assertEquals(Context.NO_DEADLINE, view.deadlineNanos());
        pool.onDone(scope, action("scope"));
        view.onDone(action("view"));
        assertTrue(pool.release(scope));
        assertEquals(List.of("view"), ran);
        assertSame(Context.CANCELED, view.err());
        long next = pool.open();
        assertLive(next);
        assertNotEquals(view, pool.context(next));
        assertFalse(pool.context(next).isDone());
    }

    @Test
    void anActionOfAViewMayReleaseTheScopeThatIsBeingReleased() {
        for (boolean isCancelledFirst : new boolean[] {false, true}) {
            List<Boolean> again = new ArrayList<>();
            long scope = pool.open();
            pool.context(scope).onDone(() -> again.add(pool.release(scope)));
            assertEquals(isCancelledFirst, isCancelledFirst && pool.cancel(scope));
            if (!isCancelledFirst) {
                assertFalse(pool.release(scope), "it was released meanwhile");
            }
            assertEquals(List.of(true), again);
            assertStale(scope);
            assertEquals(0, pool.openScopes());
        }
        Set<Long> scopes = Set.of(pool.open(), pool.open(), pool.open());
        assertEquals(3, scopes.size());
        assertThrows(IllegalStateException.class, pool::open);
    }

    @Test
    void aViewExpiresItsScope() {
        long scope = pool.open(in(10));
        Context below = pool.context(scope).withCancel();
        clock.advance(10);
        assertTrue(below.expireIfDue(clock.nanoTime()));
        assertEnded(scope, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
        assertSame(Context.DEADLINE_EXCEEDED, below.err());
    }

    @Test
    void aViewEndsWithTheParentOnce() {
        long scope = pool.open();
        pool.onDone(scope, action("scope"));
        pool.context(scope).onDone(action("view"));
        parent.cancel();
        assertEquals(List.of("scope", "view"), ran);
        assertTrue(pool.context(scope).isDone());
    }

    @Test
    void aViewOfAnEndedScopeHasEnded() {
        IllegalStateException cause = new IllegalStateException("given");
        long scope = pool.open();
        pool.cancel(scope, cause);
        Context view = pool.context(scope);
        assertTrue(view.isDone());
        assertSame(cause, view.cause());
    }

    /** The end of the parent comes before the view is made. */
    @Test
    void aViewOfAScopeThatEndedBeforeTheParentHasTheCauseOfTheScope() {
        IllegalStateException cause = new IllegalStateException("given");
        long cancelled = pool.open();
        long expired = pool.open(in(5));
        long live = pool.open();
        pool.cancel(cancelled, cause);
        advance(5);
        IllegalStateException ofParent = new IllegalStateException("of the parent");
        parent.cancel(ofParent);
        assertSame(cause, pool.context(cancelled).cause());
        assertSame(Context.DEADLINE_EXCEEDED, pool.context(expired).err());
        assertSame(Context.DEADLINE_EXCEEDED, pool.context(expired).cause());
        assertSame(ofParent, pool.context(live).cause());
        pool.release(live);
        assertSame(Context.CANCELED, pool.context(live).cause(), "of a stale handle");
        for (long scope : new long[] {cancelled, expired}) {
            assertSame(pool.cause(scope), pool.context(scope).cause());
            assertSame(pool.context(scope), pool.context(scope));
            assertTrue(pool.release(scope));
        }
    }

    /** A renewal to a moment after the deadline of the parent leaves that deadline to the scope and its view. */
    @Test
    void theDeadlineOfAViewIsNotAfterThatOfTheParent() {
        CancelContext above = parent.withDeadlineNanos(in(20));
        ScopePool below = ScopePool.of(above, 1);
        long scope = below.open(in(10));
        assertTrue(below.renew(scope, in(30)));
        assertEquals(in(20), below.deadlineNanos(scope));
        Context view = below.context(scope);
        assertEquals(in(20), view.deadlineNanos());
        clock.advance(20);
        assertTrue(view.expireIfDue(clock.nanoTime()));
        assertTrue(above.isDone());
    }

    // ---- handles

    @Test
    void staleHandlesTouchNoLaterLife() {
        List<Long> stale = new ArrayList<>();
        for (int life = 0; life < 50; life++) {
            long scope = pool.open(in(10));
            for (long old : stale) {
                assertStale(old);
            }
            assertLive(scope);
            pool.release(scope);
            stale.add(scope);
        }
        assertEquals(50, stale.stream().distinct().count());
        assertStaleAndReported(stale.get(0));
    }

    @Test
    void zeroIsDone() {
        assertStale(0);
        assertFalse(pool.release(0));
        assertFalse(pool.renew(0, in(5)));
        pool.open();
        assertStale(0);
    }

    @Test
    void anythingElseIsAHandleThatIsDone() {
        ScopePool largest = ScopePool.of(parent, 1 << 16);
        long scope = largest.open();
        for (long any : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1, 0xFFFF, scope + 1, scope + (1L << 16)}) {
            assertTrue(largest.isDone(any), Long.toHexString(any));
            assertFalse(largest.cancel(any));
        }
        assertFalse(largest.isDone(scope));
        largest.close();
    }

    /** Indices beyond the capacity have a slot that is never opened. */
    @Test
    void aHandleBeyondTheCapacityIsDone() {
        long scope = pool.open();
        long beyond = scope & 0xFFFF | 3; // no generation, the number of the pool, and the first index without a slot
        for (long any : new long[] {beyond, beyond + (1L << 16), beyond - (1L << 16)}) {
            assertFalse(pool.release(any), Long.toHexString(any));
            assertEquals(any == beyond ? 0 : 1, failures.take().size());
            assertFalse(pool.renew(any, in(5)));
            assertEquals(any == beyond ? 0 : 1, failures.take().size());
            assertStale(any);
        }
        assertEquals(1, pool.openScopes());
        pool.release(scope);
        Set<Long> scopes = Set.of(pool.open(), pool.open(), pool.open());
        assertEquals(3, scopes.size());
        assertThrows(IllegalStateException.class, pool::open);
    }

    @Test
    void assertionsCatchAnotherPoolAndAnotherThread() throws InterruptedException {
        ScopePool other = ScopePool.of(parent, 3);
        long scope = pool.open();
        long foreign = other.open();
        assertThrows(AssertionError.class, () -> other.isDone(scope));
        assertThrows(AssertionError.class, () -> pool.cancel(foreign));
        List<Throwable> thrown = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                pool.release(scope);
            } catch (AssertionError e) {
                thrown.add(e);
            }
        });
        thread.start();
        thread.join();
        assertEquals(1, thrown.size());
        assertLive(scope);
    }

    /** The thread that makes a pool may ask it before another one opens. */
    @Test
    void theThreadThatOpensFirstIsTheOwner() throws InterruptedException {
        assertEquals(0, pool.openScopes());
        assertFalse(pool.release(0));
        List<Throwable> thrown = new ArrayList<>();
        Thread owner = new Thread(pool::open);
        owner.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
        owner.start();
        owner.join();
        assertEquals(List.of(), thrown);
        assertThrows(AssertionError.class, pool::open);
    }

    @Test
    void aFullPoolOpensNoMore() {
        long[] scopes = {pool.open(), pool.open(), pool.open()};
        assertThrows(IllegalStateException.class, pool::open);
        assertThrows(IllegalStateException.class, () -> pool.open(in(5)));
        pool.release(scopes[1]);
        pool.open(in(5));
        assertEquals(3, pool.openScopes());
    }

    @Test
    @Semantic(15)
    void badInputNamesItsParameter() {
        long scope = pool.open();
        assertTrue(assertThrows(NullPointerException.class, () -> ScopePool.of(null, 1))
                .getMessage()
                .contains("context"));
        for (int capacity : new int[] {0, -1, (1 << 16) + 1, Integer.MIN_VALUE}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> ScopePool.of(parent, capacity))
                    .getMessage()
                    .contains("capacity"));
        }
        assertTrue(assertThrows(NullPointerException.class, () -> pool.onDone(scope, null))
                .getMessage()
                .contains("action"));
        assertTrue(assertThrows(NullPointerException.class, () -> pool.stop(scope, null))
                .getMessage()
                .contains("action"));
        ContextRuntime mutex =
                ContextRuntime.builder().core(ContextRuntime.Core.MUTEX).build();
        assertThrows(UnsupportedOperationException.class, () -> ScopePool.of(mutex.background(), 1));
        mutex.close();
    }

    // ---- allocation

    @Test
    @Semantic(33)
    void inSteadyStateNothingIsAllocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Runnable action = () -> {};
        List<Long> bytes = new ArrayList<>();
        // The first rounds load classes. When compiled code is left for the interpreter, the JVM allocates the objects
        // that the compiler had taken out, once for each time.
        while (bytes.size() < 100 && !bytes.contains(0L)) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                long scope = pool.open(in(100));
                pool.onDone(scope, action);
                pool.isDone(scope);
                pool.renew(scope, in(100));
                if (i % 3 == 0) {
                    pool.cancel(scope);
                } else {
                    pool.stop(scope, action);
                }
                pool.release(scope);
                clock.advance(7);
                if (i % 10 == 0) {
                    Cycles.untilIdle(runtime);
                }
            }
            bytes.add(threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(bytes.contains(0L), bytes::toString);
    }
}
