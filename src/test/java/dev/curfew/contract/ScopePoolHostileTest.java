package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.ScopePool;
import dev.curfew.kit.Background;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.Failures;
import dev.curfew.kit.Semantic;
import dev.curfew.wheel.ManualClock;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Actions that use the pool that runs them, actions that overflow the stack, and parents that throw. */
@Semantic(32)
class ScopePoolHostileTest {

    /** The wheel reads the clock to arm a timer for this time. */
    private static final long FAR = 1L << 62;

    private final Failures failures = new Failures();
    private final ManualClock clock = new ManualClock(0);
    private Runnable wakeup = () -> {};
    private Runnable readings = () -> {};
    private final ContextRuntime runtime = ContextRuntime.builder()
            .core(ContextRuntime.Core.LOCK_FREE)
            .errorHandler(failures)
            .clock(this::read)
            .tick(Duration.ofNanos(1))
            .callerDriven(() -> wakeup.run())
            .build();
    private final CancelContext parent = runtime.background().withCancel();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void nothingElseFailed() {
        runtime.close();
        failures.assertNothingElse();
    }

    private long read() {
        readings.run();
        return clock.nanoTime();
    }

    private Runnable action(String name) {
        return () -> ran.add(name);
    }

    private void advance(long nanos) {
        clock.advance(nanos);
        Cycles.untilIdle(runtime);
    }

    // ---- views that are released

    @Test
    void anActionThatAnActionOfTheViewAddsRunsAtOnce() {
        ScopePool pool = ScopePool.of(parent, 1);
        long scope = pool.open();
        pool.context(scope).onDone(() -> assertFalse(pool.onDone(scope, action("added at the release"))));
        assertTrue(pool.release(scope));
        assertEquals(List.of("added at the release"), ran, "at once, as the scope is done");
        long next = pool.open();
        assertTrue(pool.cancel(next));
        assertEquals(List.of("added at the release"), ran);
    }

    @Test
    void anActionOfTheViewMayReleaseTheScopeThatIsReleased() {
        ScopePool pool = ScopePool.of(parent, 2);
        long scope = pool.open();
        pool.context(scope).onDone(() -> assertTrue(pool.release(scope)));
        assertFalse(pool.release(scope));
        assertEquals(0, pool.openScopes());
        long first = pool.open();
        long second = pool.open();
        assertFalse(pool.isDone(first));
        assertFalse(pool.isDone(second));
        assertThrows(IllegalStateException.class, pool::open);
        assertTrue(pool.cancel(first));
        assertFalse(pool.isDone(second));
    }

    @Test
    void anActionOfTheViewMayOpenTheSlotAgain() {
        ScopePool pool = ScopePool.of(parent, 1);
        long scope = pool.open();
        List<Long> next = new ArrayList<>();
        pool.context(scope).onDone(() -> {
            pool.release(scope);
            next.add(pool.open());
        });
        assertFalse(pool.release(scope));
        assertEquals(1, pool.openScopes());
        assertFalse(pool.isDone(next.get(0)));
        assertTrue(pool.release(next.get(0)));
    }

    @Test
    void theViewOfAScopeThatAnActionReleasesIsNotThatOfTheNext() {
        List<Context> views = new ArrayList<>();
        List<ScopePool> pools = new ArrayList<>();
        List<Long> scopes = new ArrayList<>();
        parent.onDone(() -> views.add(pools.get(0).context(scopes.get(0)))); // runs before the actions of the pool
        ScopePool pool = ScopePool.of(parent, 1);
        pools.add(pool);
        long scope = pool.open();
        scopes.add(scope);
        pool.onDone(scope, () -> assertTrue(pool.release(scope)));
        parent.cancel();
        long next = pool.open();
        assertTrue(views.get(0).isDone());
        assertNotSame(views.get(0), pool.context(next));
    }

    // ---- the stack

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static int overflow(int depth) {
        return 1 + overflow(depth + 1);
    }

    private void assertOverflowTold() {
        List<Throwable> told = failures.take();
        assertEquals(
                List.of(StackOverflowError.class),
                told.stream().map(Object::getClass).toList());
    }

    @Test
    void anActionThatOverflowsTheStackIsReportedAndTheOthersRun() {
        ScopePool pool = ScopePool.of(parent, 3);
        Runnable overflowing = () -> overflow(0);
        long cancelled = pool.open();
        pool.onDone(cancelled, overflowing);
        pool.onDone(cancelled, action("cancelled"));
        assertTrue(pool.cancel(cancelled));
        assertOverflowTold();
        assertEquals(List.of("cancelled"), ran);
        pool.release(cancelled);

        ran.clear();
        long timed = pool.open(10);
        pool.onDone(timed, overflowing);
        pool.onDone(timed, action("timed"));
        parent.withDeadlineNanos(10).onDone(action("other timer"));
        advance(10);
        assertOverflowTold();
        assertEquals(List.of("timed", "other timer"), ran);
        pool.release(timed);

        ran.clear();
        long last = pool.open();
        pool.onDone(last, overflowing);
        pool.onDone(last, action("last"));
        parent.cancel();
        assertOverflowTold();
        assertEquals(List.of("last"), ran);
        pool.release(last);
        for (int i = 0; i < 3; i++) {
            pool.open(); // No thread is inside a slot.
        }
    }

    // ---- the clock

    private void throwAtReading(int number) {
        AtomicInteger left = new AtomicInteger(number);
        readings = () -> {
            if (left.decrementAndGet() == 0) {
                throw new UnsupportedOperationException("no time");
            }
        };
    }

    private void cyclesThatMayThrow(int cycles) throws Exception {
        for (int i = 0; i < cycles; i++) {
            try {
                runtime.agent().doWork();
            } catch (UnsupportedOperationException e) {
                // The next cycle goes on.
            }
        }
    }

    /** Only the wheel reads the clock in a cycle, before anything fires (W1). */
    @Test
    @Semantic({8, 24, 32})
    void aClockThatThrowsInACycleLosesNoDeadline() throws Exception {
        for (int reading = 1; reading <= 4; reading++) {
            ran.clear();
            ScopePool pool = ScopePool.of(parent, 2);
            long due = clock.nanoTime() + 10;
            long scope = pool.open(due);
            pool.onDone(scope, action("scope"));
            long renewed = pool.open(due);
            pool.renew(renewed, due + 10);
            pool.onDone(renewed, action("renewed scope"));
            parent.withLeaseNanos(10).onDone(action("lease"));
            Lease renewedLease = parent.withLeaseNanos(10);
            renewedLease.renewNanos(20);
            renewedLease.onDone(action("renewed lease"));
            Cycles.untilIdle(runtime);
            clock.advance(10);
            throwAtReading(reading);
            cyclesThatMayThrow(4);
            readings = () -> {};
            assertEquals(Set.of("scope", "lease"), Set.copyOf(ran));
            advance(10);
            assertEquals(4, ran.size(), () -> "only ran " + ran);
            assertTrue(failures.take().isEmpty(), "whoever drives the wheel gets what the clock throws");
            pool.release(scope);
            pool.release(renewed);
            pool.open();
            pool.open(); // No thread is inside a slot.
        }
    }

    /** A renewal to so far a time reads the clock twice: once for itself, and once to arm the timer. */
    private void renewWith(ScopePool pool, long scope, long due, Runnable beforeThrowing) {
        renewWith(pool, scope, due, new UnsupportedOperationException("no time"), beforeThrowing);
    }

    private void renewWith(ScopePool pool, long scope, long due, RuntimeException thrown, Runnable beforeThrowing) {
        throwAtSecondReading(thrown, beforeThrowing);
        assertSame(thrown, assertThrows(RuntimeException.class, () -> pool.renew(scope, due)));
    }

    private void throwAtSecondReading(RuntimeException thrown, Runnable beforeThrowing) {
        AtomicInteger left = new AtomicInteger(2);
        readings = () -> {
            if (left.decrementAndGet() == 0) {
                readings = () -> {};
                beforeThrowing.run();
                throw thrown;
            }
        };
    }

    /** A closed runtime throws this exception, too. */
    @Test
    @Semantic({24, 32})
    void aRenewalThrowsTheIllegalStateExceptionOfTheClock() {
        IllegalStateException thrown = new IllegalStateException("no time");
        ScopePool pool = ScopePool.of(parent, 1);
        long scope = pool.open();
        renewWith(pool, scope, FAR, thrown, () -> {});
        assertFalse(pool.isDone(scope));
        assertTrue(pool.release(scope));
        pool.open(); // The owner is not inside the slot.
        Lease lease = parent.withLeaseNanos(FAR);
        Cycles.untilIdle(runtime);
        throwAtSecondReading(thrown, () -> {});
        assertSame(thrown, assertThrows(RuntimeException.class, () -> lease.renewNanos(FAR - 1)));
        assertFalse(lease.isDone());
    }

    /** Z8. */
    @Test
    void aRenewalThatThrowsLeavesTheOldDeadlineAlsoIfThatPassesMeanwhile() {
        ScopePool pool = ScopePool.of(parent, 1);
        long scope = pool.open(FAR);
        Cycles.untilIdle(runtime);
        renewWith(pool, scope, FAR - 1, () -> {
            clock.set(FAR);
            Cycles.untilIdle(runtime);
        });
        Cycles.untilIdle(runtime);
        assertSame(Context.DEADLINE_EXCEEDED, pool.err(scope));
    }

    /** Z8. */
    @Test
    void aRenewalThatThrowsLeavesNoTimerThatIsTakenAndNotPending() {
        ScopePool pool = ScopePool.of(parent, 1);
        long first = pool.open(10);
        advance(10);
        assertTrue(pool.release(first));
        long scope = pool.open();
        renewWith(pool, scope, FAR, () -> {});
        assertEquals(Context.NO_DEADLINE, pool.deadlineNanos(scope));
        assertTrue(pool.renew(scope, FAR));
        clock.set(FAR);
        Cycles.untilIdle(runtime);
        assertSame(Context.DEADLINE_EXCEEDED, pool.err(scope));
    }

    /** Z9: each wake-up drives the wheel, as a wheel thread might that runs while the owner is stalled. */
    @Test
    void aRenewalDoesNotWaitForATimerThatWasFiledForTheOldDeadline() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            ScopePool pool = ScopePool.of(parent, 1);
            advance(240);
            long scope = pool.open(10_000);
            Cycles.untilIdle(runtime);
            assertTrue(runtime.nextWakeNanos() > 250, "the wheel sleeps");
            wakeup = () -> {
                clock.set(251);
                Cycles.untilIdle(runtime);
                runtime.nextWakeNanos();
            };
            assertFalse(pool.renew(scope, 250), "the new deadline has passed meanwhile");
            assertSame(Context.DEADLINE_EXCEEDED, pool.err(scope));
        });
    }

    // ---- actions and two threads that end

    private void onAnotherThread(Background.Task work) {
        Background.get(Background.start(work));
    }

    /** F9. */
    @Test
    @Semantic(3)
    void theEndOfTheParentLeavesTheActionsOfAScopeToTheCallThatHasEndedIt() {
        ScopePool pool = ScopePool.of(parent, 2);
        long scope = pool.open();
        long other = pool.open();
        pool.onDone(scope, () -> {
            onAnotherThread(parent::cancel);
            ran.add("first");
        });
        pool.onDone(scope, action("second"));
        pool.onDone(other, action("other"));
        assertTrue(pool.cancel(scope));
        assertEquals(List.of("other", "first", "second"), ran);
    }

    /** F9. */
    @Test
    @Semantic(3)
    void aSecondCallThatEndsTheViewLeavesTheActionsOfTheScopeToTheFirst() {
        ScopePool pool = ScopePool.of(parent, 1);
        long scope = pool.open();
        pool.onDone(scope, () -> {
            onAnotherThread(() -> pool.cancel(scope));
            ran.add("first");
        });
        pool.onDone(scope, action("second"));
        var unused = pool.context(scope).onDone(action("view"));
        assertTrue(pool.cancel(scope));
        assertEquals(List.of("first", "second", "view"), ran);
    }

    /** Closing the pool meanwhile does not run the actions of its scopes first. */
    @Test
    @Semantic(3)
    void theActionsOfTheParentRunBeforeThoseOfScopesAlsoIfThePoolIsClosedMeanwhile() {
        ScopePool[] pool = new ScopePool[1];
        var unused = parent.onDone(() -> {
            onAnotherThread(() -> pool[0].close());
            ran.add("parent");
        });
        pool[0] = ScopePool.of(parent, 1);
        pool[0].onDone(pool[0].open(), action("scope"));
        assertTrue(parent.cancel());
        assertEquals(List.of("parent", "scope"), ran);
    }

    /** Not even until the slot is opened again. */
    @Test
    void aSlotKeepsNoThreadThatHasEndedItsScope() throws InterruptedException {
        ScopePool pool = ScopePool.of(parent, 64);
        long scope = pool.open();
        var unused = pool.context(scope);
        Thread thread = Background.daemon(() -> pool.cancel(scope));
        thread.start();
        thread.join();
        WeakReference<Thread> ended = new WeakReference<>(thread);
        thread = null;
        Background.until("the thread is gone", () -> {
            System.gc();
            return ended.get() == null;
        });
        assertTrue(pool.release(scope));
    }

    /** As of a context. */
    @Test
    @Semantic(6)
    void aScopeThatIsOpenedWithAPassedDeadlineBelowAnEndedParentHasTheParentsCause() {
        ScopePool pool = ScopePool.of(parent, 1);
        Exception cause = new Exception("the parent's");
        parent.cancel(cause);
        long scope = pool.open(-1);
        assertSame(Context.CANCELED, pool.err(scope));
        assertSame(cause, pool.cause(scope));
    }

    // ---- the end of the runtime

    /** T6. */
    @Test
    @Semantic(14)
    void theRuntimeMayCloseWhileARenewalReplacesTheTimer() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            ScopePool pool = ScopePool.of(parent, 1);
            advance(240);
            long scope = pool.open(260);
            Cycles.untilIdle(runtime);
            assertTrue(runtime.nextWakeNanos() > 250, "the wheel sleeps");
            wakeup = () -> {
                wakeup = () -> {};
                Cycles.untilIdle(runtime); // the wheel has both timers
                runtime.close();
                Cycles.untilIdle(runtime);
            };
            assertFalse(pool.renew(scope, 250));
            assertSame(Context.CANCELED, pool.err(scope));
        });
    }

    /** The wakeup runs a cycle, in which an action releases the scope that is renewed, and opens its slot again. */
    @Test
    void aRenewalDuringWhichTheScopeIsReleasedLeavesTheNextAlone() {
        ScopePool pool = ScopePool.of(parent, 2);
        long other = pool.open(100);
        long renewed = pool.open(10_000);
        long[] next = new long[1];
        pool.onDone(other, () -> {
            pool.release(renewed);
            next[0] = pool.open(5_000);
        });
        Cycles.untilIdle(runtime);
        assertTrue(runtime.nextWakeNanos() > 0, "the wheel sleeps");
        wakeup = () -> {
            wakeup = () -> {};
            clock.set(100);
            Cycles.untilIdle(runtime);
        };
        assertFalse(pool.renew(renewed, 90), "the scope was released");
        assertTrue(next[0] != 0, "the action has run");
        assertEquals(5_000, pool.deadlineNanos(next[0]));
        clock.set(4_999);
        Cycles.untilIdle(runtime);
        assertFalse(pool.isDone(next[0]));
        clock.set(5_000);
        Cycles.untilIdle(runtime);
        assertTrue(pool.isDone(next[0]));
    }

    // ---- parents

    /** A foreign context that does not say its deadline. */
    private static final class Silent extends ForwardingContext {

        private final CountingDone done;

        Silent(Context parent, CountingDone done) {
            super(parent);
            this.done = done;
        }

        @Override
        public long deadlineNanos() {
            throw new UnsupportedOperationException("no deadline");
        }

        @Override
        public Done done() {
            return done;
        }
    }

    private static final class CountingDone implements Done {

        private int registered;

        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public Registration onDone(Runnable action) {
            registered++;
            return () -> {
                registered--;
                return true;
            };
        }
    }

    @Test
    void aParentThatThrowsKeepsNothing() {
        CountingDone done = new CountingDone();
        assertThrows(UnsupportedOperationException.class, () -> ScopePool.of(new Silent(parent, done), 1));
        assertEquals(0, done.registered);
    }
}
