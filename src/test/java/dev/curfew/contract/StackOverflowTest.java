package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ScopePool;
import dev.curfew.kit.Background;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.StackEnd;
import dev.curfew.wheel.ManualClock;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A stack that is used up in the middle of an end: the next end from above reaches what was left live (E5, Q1, Q2). */
@EveryCore
@Semantic(2)
class StackOverflowTest extends Contract {

    private static final int ROUNDS = 150;
    private static final int RECURSIONS = 60;
    private static final int SCOPES = 300;

    @Test
    void aRecursionWithAContextForEachLevel() throws InterruptedException {
        int roundsWithLive = 0;
        for (int round = 0; round < RECURSIONS; round++) {
            List<CancelContext> made = new ArrayList<>(100_000);
            int frames = round % 30;
            StackEnd.onSmallStack(() -> overflow(made, frames));
            roundsWithLive += made.stream().allMatch(Context::isDone) ? 0 : 1;
        }
        assertEquals(0, roundsWithLive, "rounds with live contexts, of " + RECURSIONS);
    }

    private void overflow(List<CancelContext> made, int frames) {
        if (frames > 0) {
            overflow(made, frames - 1);
            return;
        }
        try (CancelContext top = root.withCancel()) {
            made.add(top);
            descend(top, made);
        } catch (StackOverflowError expected) {
            // By some of the calls that close.
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void descend(Context parent, List<CancelContext> made) {
        try (CancelContext context = parent.withCancel()) {
            made.add(context);
            descend(context, made);
        }
    }

    /** A merged context with an action, and the context with which it ends. */
    private static final class Merge {

        private final CancelContext other;
        private final CancelContext merged;
        private int runs;

        Merge(CancelContext parent, CancelContext other, boolean hasAction) {
            this.other = other;
            merged = parent.withCancelOn(other);
            if (hasAction) {
                var unused = merged.onDone(() -> runs++);
            } else {
                runs = 1;
            }
        }
    }

    /** The next end on the thread notifies and releases what an end at the end of the stack has left. */
    @Test
    @Semantic({10, 23})
    void endsOfOthersOfMergedContexts() throws InterruptedException {
        AtomicInteger overflownActions = new AtomicInteger();
        ContextRuntime runtime = counting(overflownActions);
        Context root = runtime.background();
        int missing = 0;
        for (int round = 0; round < ROUNDS / 5; round++) {
            CancelContext parent = root.withCancel();
            List<Merge> merges = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                merges.add(new Merge(parent, root.withCancel(), i % 2 == 0));
            }
            Iterator<Merge> others = merges.iterator();
            endEachOnSmallStack(
                    runtime, () -> others.hasNext() && others.next().other.cancel(), round % 30);
            assertTrue(merges.get(merges.size() - 1).other.isDone(), "each was tried, up to where there is room");
            for (Merge merge : merges) {
                if (merge.other.isDone()) {
                    assertCanceled(merge.merged);
                    assertTrue(merge.runs <= 1, "an action ran twice");
                    missing += 1 - merge.runs;
                } else {
                    assertTrue(merge.other.cancel());
                }
            }
            List<WeakReference<Context>> ended = new ArrayList<>();
            merges.forEach(merge -> ended.add(new WeakReference<>(merge.merged)));
            merges.clear();
            Background.until("the parent has let go", () -> {
                System.gc();
                return ended.stream().allMatch(reference -> reference.get() == null);
            });
            assertLive(parent);
        }
        // An action that has run is also told if the stack ends right behind it.
        assertTrue(missing <= overflownActions.get(), () -> "only told of " + overflownActions);
        runtime.close();
    }

    /** A scope with two actions, perhaps with a view. */
    private static final class Scope {

        private final long handle;
        private final Context view;
        private int runs;

        Scope(ScopePool pool, boolean hasView) {
            handle = pool.open();
            pool.onDone(handle, () -> runs++);
            pool.onDone(handle, () -> runs++);
            view = hasView ? pool.context(handle) : null;
        }
    }

    /** The next end on the thread runs what an end at the end of the stack has left, and leaves the slots (Q1, Q2). */
    @Test
    @Semantic(32)
    void endsOfScopes() throws InterruptedException {
        assumeTrue(subject.core() == ContextRuntime.Core.LOCK_FREE);
        AtomicInteger overflownActions = new AtomicInteger();
        ContextRuntime runtime = counting(overflownActions);
        int missing = 0;
        int heldSlots = 0;
        for (int round = 0; round < ROUNDS / 10; round++) {
            CancelContext parent = runtime.background().withCancel();
            ScopePool pool = ScopePool.of(parent, SCOPES);
            List<Scope> scopes = new ArrayList<>();
            for (int i = 0; i < SCOPES; i++) {
                scopes.add(new Scope(pool, i % 2 == 0));
            }
            Iterator<Scope> each = scopes.iterator();
            endEachOnSmallStack(runtime, () -> each.hasNext() && pool.cancel(each.next().handle), round % 30);
            for (Scope scope : scopes) {
                if (pool.isDone(scope.handle)) {
                    assertTrue(scope.view == null || scope.view.isDone(), "a view is live");
                    assertTrue(scope.runs <= 2, "an action ran twice");
                    missing += 2 - scope.runs;
                } else {
                    assertTrue(pool.cancel(scope.handle));
                    assertEquals(2, scope.runs);
                }
                assertTrue(pool.release(scope.handle));
            }
            heldSlots += SCOPES - openAll(pool);
            pool.close();
        }
        int held = heldSlots;
        assertTrue(
                held <= ROUNDS / 5 * SCOPES / 100,
                () -> "no thread is inside of " + held + " slots that are held (N18)");
        assertTrue(missing <= overflownActions.get(), () -> "only told of " + overflownActions);
        runtime.close();
    }

    /** A pool below a parent of its own. */
    private static final class Pool {

        private final CancelContext parent;
        private final ScopePool scopes;
        private final List<Scope> open = new ArrayList<>();

        Pool(ContextRuntime runtime, boolean hasView) {
            parent = runtime.background().withCancel();
            scopes = ScopePool.of(parent, 4);
            open.add(new Scope(scopes, hasView));
            open.add(new Scope(scopes, hasView));
            scopes.open(System.nanoTime() + TimeUnit.HOURS.toNanos(1)); // so the walk looks for timers
        }
    }

    /** Closing the pool runs the actions that the walk after the end of the parent has left. */
    @Test
    @Semantic(32)
    void endsOfParentsOfScopes() throws InterruptedException {
        assumeTrue(subject.core() == ContextRuntime.Core.LOCK_FREE);
        AtomicInteger overflownActions = new AtomicInteger();
        ContextRuntime runtime = counting(overflownActions);
        int missing = 0;
        for (int round = 0; round < ROUNDS / 10; round++) {
            List<Pool> pools = new ArrayList<>();
            for (int i = 0; i < SCOPES; i++) {
                pools.add(new Pool(runtime, i % 2 == 0));
            }
            Iterator<Pool> each = pools.iterator();
            endEachOnSmallStack(
                    runtime, () -> each.hasNext() && each.next().parent.cancel(), round * 2);
            for (Pool pool : pools) {
                pool.scopes.close();
                for (Scope scope : pool.open) {
                    assertTrue(pool.scopes.isDone(scope.handle));
                    assertTrue(scope.view == null || scope.view.isDone(), "a view is live");
                    assertTrue(scope.runs <= 2, "an action ran twice");
                    missing += 2 - scope.runs;
                }
            }
        }
        // Also the walk itself is an action, which may have had no room to begin.
        assertTrue(missing <= overflownActions.get(), missing + " actions missing, told of " + overflownActions);
        runtime.close();
    }

    /** A renewal at the end of a stack leaves the old deadline, or has set the new one (Z8). */
    @Test
    @Semantic(32)
    void renewalsOfScopes() throws InterruptedException {
        assumeTrue(subject.core() == ContextRuntime.Core.LOCK_FREE);
        AtomicInteger failed = new AtomicInteger();
        for (int round = 0; round < ROUNDS / 3; round++) {
            int frames = round % 30;
            Renewals renewals = new Renewals();
            StackEnd.onSmallStack(() -> renewals.run(frames));
            assertEquals("", renewals.faults.toString());
            failed.addAndGet(renewals.failed);
        }
        assertTrue(failed.get() > 0, "no renewal has met the end of the stack");
    }

    /** Renewals of scopes with a later deadline, and of scopes without one whose slots have timers that are over. */
    private static final class Renewals {

        private static final long OVER = 10;
        private static final long SOON = 1_000;
        private static final long LATER = 2_000;
        private static final long LAST = 3_000;

        private final ManualClock clock = new ManualClock(0);
        private final ContextRuntime runtime = Cycles.builder(clock).build();
        private final ScopePool pool = ScopePool.of(runtime.background(), SCOPES);
        private final long[] scopes = new long[SCOPES];
        private final boolean[] renewed = new boolean[SCOPES];
        private final StringBuilder faults = new StringBuilder();
        private int tried;
        private int failed;

        void run(int frames) {
            for (int i = 0; i < SCOPES; i++) {
                scopes[i] = pool.open(OVER);
            }
            drive(OVER);
            for (long scope : scopes) {
                pool.release(scope);
            }
            for (int i = 0; i < SCOPES; i++) {
                scopes[i] = i % 2 == 0 ? pool.open(LATER) : pool.open();
            }
            drive(OVER);
            StackEnd.callInEachFrame(this::renewNext, frames);
            drive(SOON);
            for (int i = 0; i < tried; i++) {
                expect(pool.isDone(scopes[i]) || !renewed[i], i, "a renewed scope ends at its deadline");
                failed += renewed[i] ? 0 : 1;
            }
            drive(LATER);
            for (int i = 0; i < SCOPES; i++) {
                if (!pool.isDone(scopes[i])) {
                    expect(pool.deadlineNanos(scopes[i]) == Context.NO_DEADLINE, i, "an old deadline holds");
                    expect(pool.renew(scopes[i], LAST), i, "a scope is renewed");
                }
            }
            drive(LAST);
            for (int i = 0; i < SCOPES; i++) {
                expect(pool.isDone(scopes[i]), i, "a scope that is renewed again ends");
            }
            runtime.close();
        }

        private boolean renewNext() {
            if (tried == SCOPES) {
                return false;
            }
            int next = tried++;
            renewed[next] = pool.renew(scopes[next], SOON);
            return renewed[next];
        }

        private void drive(long now) {
            clock.set(now);
            Cycles.untilIdle(runtime);
        }

        private void expect(boolean condition, int scope, String what) {
            if (!condition) {
                faults.append(" not: ").append(what).append(": ").append(scope);
            }
        }
    }

    /** A slot whose opening was interrupted is free, and one whose release was repeated has no action left. */
    @Test
    @Semantic(32)
    void opensAndReleasesOfScopes() throws InterruptedException {
        assumeTrue(subject.core() == ContextRuntime.Core.LOCK_FREE);
        int interruptedOpens = 0;
        int interruptedReleases = 0;
        for (int round = 0; round < ROUNDS / 2; round++) {
            Lives lives = new Lives(round);
            StackEnd.onSmallStack(lives);
            assertEquals("", lives.faults.toString());
            interruptedOpens += lives.interruptedOpens;
            interruptedReleases += lives.interruptedReleases;
        }
        assertTrue(interruptedOpens > 0 && interruptedReleases > 0, "nothing has met the end of the stack");
    }

    /** The lives of scopes in the slots of one pool, opened and released at the end of a stack. */
    private static final class Lives implements Runnable {

        private static final int CAPACITY = 10_000;
        private static final long LATER = 1_000;

        private final int frames;
        private final boolean haveDeadlines;
        private final boolean haveViews;
        private final ContextRuntime runtime =
                Cycles.builder(new ManualClock(0)).errorHandler(stale -> {}).build();
        private final ScopePool pool = ScopePool.of(runtime.background(), CAPACITY);
        private final List<Long> opened = new ArrayList<>(CAPACITY);
        private final StringBuilder faults = new StringBuilder();
        private int interruptedOpens;
        private int released;
        private int interruptedReleases;
        private int runs;

        Lives(int round) {
            frames = round % 30;
            haveDeadlines = round % 2 == 0;
            haveViews = round % 3 == 0;
        }

        @Override
        public void run() {
            StackEnd.callInEachFrame(this::openNext, frames);
            opened.forEach(pool::release);
            expect(pool.openScopes() == 0, "no scope is open");
            opened.clear();
            expect(openAll(pool, opened) == CAPACITY, "all slots are free after opens");
            opened.subList(SCOPES, CAPACITY).forEach(pool::release);
            opened.subList(SCOPES, CAPACITY).clear();
            for (long scope : opened) {
                for (int i = 0; i < 4; i++) {
                    pool.onDone(scope, () -> runs++);
                }
                if (haveViews) {
                    var unused = pool.context(scope);
                }
            }
            StackEnd.callInEachFrame(this::releaseNext, frames);
            opened.forEach(pool::release);
            expect(pool.openScopes() == 0, "no scope is open");
            List<Long> next = new ArrayList<>();
            int free = openAll(pool, next);
            expect(haveViews || free == CAPACITY, "all slots are free after releases"); // N18
            next.forEach(pool::cancel);
            expect(runs == 0, "no action of a released scope runs");
            runtime.close();
        }

        private boolean openNext() {
            if (interruptedOpens + opened.size() == CAPACITY) {
                return false;
            }
            interruptedOpens++;
            opened.add(haveDeadlines ? pool.open(LATER) : pool.open());
            interruptedOpens--;
            return true;
        }

        private boolean releaseNext() {
            if (released == SCOPES) {
                return false;
            }
            long scope = opened.get(released++);
            interruptedReleases++;
            boolean wasOpen = pool.release(scope);
            interruptedReleases--;
            return wasOpen;
        }

        private void expect(boolean condition, String what) {
            if (!condition) {
                faults.append(" not: ").append(what);
            }
        }
    }

    private static int openAll(ScopePool pool) {
        return openAll(pool, new ArrayList<>());
    }

    private static int openAll(ScopePool pool, List<Long> opened) {
        try {
            while (true) {
                opened.add(pool.open());
            }
        } catch (IllegalStateException e) {
            return opened.size();
        }
    }

    /** Ends each behind so many frames, and then a context with two actions, whose end goes on with what is left. */
    private static void endEachOnSmallStack(ContextRuntime runtime, BooleanSupplier endNext, int frames)
            throws InterruptedException {
        CancelContext last = runtime.background().withCancel();
        var unused = last.onDone(() -> {});
        var unused2 = last.onDone(() -> {});
        StackEnd.onSmallStack(() -> {
            StackEnd.callInEachFrame(endNext, frames);
            last.cancel();
        });
    }

    /** A runtime of which the error handler counts the actions that had no room. */
    private ContextRuntime counting(AtomicInteger overflownActions) {
        return ContextRuntime.builder()
                .core(subject.core())
                .errorHandler(failure -> overflownActions.addAndGet(actionsOf(failure)))
                .build();
    }

    /** How many actions had no room, as the error handler is told. */
    private static int actionsOf(Throwable failure) {
        return failure instanceof StackOverflowError
                ? 1
                : Integer.parseInt(failure.getMessage().split(" ")[0]);
    }
}
