package dev.curfew.contract;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.Lease;
import dev.curfew.ScopePool;
import dev.curfew.kit.Background;
import dev.curfew.kit.Faults;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForwardingDone;
import dev.curfew.kit.Graph;
import dev.curfew.kit.StackEnd;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One trial of {@link FullHeapTest}, loaded by {@link dev.curfew.kit.FailingLoader}. Returns what went wrong, after
 * {@link #FAILED} if an allocation has failed.
 */
final class FullHeapTrial implements Callable<String> {

    static final String FAILED = "failed;";

    private static final int SCOPES = 200;
    private static final long HOUR = 3_600_000_000_000L;

    private final ContextRuntime runtime;
    private final String operation;
    private final int allocation;
    private final StringBuilder faults = new StringBuilder();
    private final AtomicInteger runs = new AtomicInteger();
    /** How many callbacks had no room on their stack, as the error handler is told. */
    private final AtomicInteger told = new AtomicInteger();

    FullHeapTrial(String core, String operation, int allocation) {
        this.operation = operation;
        this.allocation = allocation;
        runtime = ContextRuntime.builder()
                .core(ContextRuntime.Core.valueOf(core))
                .errorHandler(failure -> {
                    if (failure instanceof OutOfMemoryError) {
                        return;
                    }
                    if (operation.equals("SCOPES_AT_STACK_END")) {
                        told.addAndGet(callbacksOf(failure));
                    } else {
                        faults.append(failure);
                    }
                })
                .build();
    }

    @Override
    public String call() throws Exception {
        boolean failed = switch (operation) {
            case "END" -> end(3);
            case "END_HOT" -> end(40);
            case "DERIVE" -> derive(1);
            case "DERIVE_HOT" -> derive(8);
            case "DEADLINE" -> deadline();
            case "CLOSE" -> close();
            case "END_MERGED" -> endMerged(3);
            case "END_MERGED_HOT" -> endMerged(40);
            case "RENEW" -> renew();
            case "SCHEDULE" -> schedule();
            case "LOOK_UP" -> lookUp();
            case "SCOPES" -> scopes(false) | scopes(true);
            case "SCOPE_POOL" -> scopePool();
            case "SCOPE_IN_ACTION" -> scopeInAction();
            case "SCOPES_AT_STACK_END" -> scopesAtStackEnd();
            case "SCOPE_DEADLINE" -> scopeDeadline();
            case "SCOPE_CLOSE" -> scopeClose();
            default -> throw new AssertionError(operation);
        };
        runtime.close();
        return (failed ? FAILED : "") + faults;
    }

    private void expect(boolean condition, String what) {
        if (!condition) {
            faults.append(" not: ").append(what);
        }
    }

    /** Below each of so many children: a child with a timeout, an action, and two leaves. */
    private List<Context> tree(Context top, int width) {
        List<Context> all = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            CancelContext child = top.withCancel();
            CancelContext inner = child.withTimeoutNanos(HOUR);
            inner.onDone(runs::incrementAndGet);
            child.onDone(runs::incrementAndGet);
            all.addAll(List.of(child, inner, inner.withCancel(), inner.withCancel()));
        }
        return all;
    }

    private boolean end(int width) throws Exception {
        CancelContext parent = runtime.background().withCancel();
        CancelContext top = parent.withCancel();
        List<Context> all = tree(top, width);
        Thread waiter = Background.daemon(() -> awaitUnchecked(all.get(1)));
        waiter.start();
        Background.untilParked(waiter);
        Throwable thrown = underFault(() -> top.cancel(new IllegalStateException("reason")));
        boolean failed = this.failed;
        if (thrown != null) {
            expect(
                    !top.isDone() && all.stream().noneMatch(Context::isDone) && runs.get() == 0,
                    "a cancel that throws has changed nothing");
            top.cancel(new IllegalStateException("reason"));
        }
        expect(top.isDone() && all.stream().allMatch(Context::isDone), "all are done");
        expect(all.stream().allMatch(context -> "reason".equals(context.cause().getMessage())), "all have the cause");
        expect(runs.get() == 2 * width, "each action ran once, but " + runs);
        waiter.join(10_000);
        expect(!waiter.isAlive(), "the waiter woke");
        expect(Graph.bytes(parent, runtime) < 1_000, "the parent has let go, but of " + Graph.bytes(parent, runtime));
        return failed;
    }

    private static void awaitUnchecked(Context context) {
        try {
            context.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** With so many children before; each kind of derivation. */
    private boolean derive(int before) {
        boolean anyFailed = false;
        Context root = runtime.background();
        List<Consumer<Context>> derivations = List.of(
                context -> context.withCancel(),
                context -> context.withTimeoutNanos(HOUR),
                context -> context.onDone(runs::incrementAndGet),
                context -> context.withTimeoutNanos(HOUR, new IllegalStateException()),
                context -> context.withLeaseNanos(HOUR),
                context -> context.scheduleAfterNanos(HOUR, runs::incrementAndGet),
                context -> root.withCancelOn(context),
                context -> context.withCancelOn(hot(before), context, hot(before)));
        for (Consumer<Context> derivation : derivations) {
            CancelContext parent = runtime.background().withCancel();
            List<CancelContext> children = new ArrayList<>();
            for (int i = 0; i < before; i++) {
                children.add(parent.withCancel());
            }
            runs.set(0);
            Throwable thrown = underFault(() -> derivation.accept(parent));
            anyFailed |= failed;
            children.forEach(CancelContext::cancel);
            if (thrown != null) {
                // A context or an action would be more than what a map or a table of slots keeps.
                long left = Graph.bytes(parent, runtime);
                CancelContext other = runtime.background().withCancel();
                List<CancelContext> others = new ArrayList<>();
                for (int i = 0; i < before + 1; i++) {
                    others.add(other.withCancel());
                }
                others.forEach(CancelContext::cancel);
                expect(left <= Graph.bytes(other, runtime), "nothing is attached, but " + left);
                parent.cancel();
                expect(runs.get() == 0, "nothing is registered");
            } else {
                parent.cancel();
            }
        }
        return anyFailed;
    }

    private CancelContext hot(int children) {
        CancelContext context = runtime.background().withCancel();
        for (int i = 0; i < children; i++) {
            context.withCancel();
        }
        return context;
    }

    /** The context with which merged contexts end, and whose actions run before theirs. */
    private boolean endMerged(int width) {
        CancelContext parent = runtime.background().withCancel();
        CancelContext other = runtime.background().withCancel();
        CancelContext further = runtime.background().withCancel();
        List<Context> all = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            CancelContext merged = parent.withCancelOn(other, further);
            all.add(merged);
            if (i % 2 == 0) {
                all.addAll(tree(merged, 1));
            }
        }
        Throwable thrown = underFault(() -> other.cancel(new IllegalStateException("reason")));
        boolean failed = this.failed;
        if (thrown != null) {
            expect(all.stream().noneMatch(Context::isDone) && runs.get() == 0, "a cancel that throws changes nothing");
            other.cancel(new IllegalStateException("reason"));
        }
        expect(all.stream().allMatch(Context::isDone), "all are done");
        expect(all.stream().allMatch(context -> "reason".equals(context.cause().getMessage())), "all have the cause");
        expect(runs.get() == 2 * ((width + 1) / 2), "each action ran once, but " + runs);
        for (CancelContext live : List.of(parent, further)) {
            expect(Graph.bytes(live, runtime) < 1_000, "it has let go, but of " + Graph.bytes(live, runtime));
        }
        return failed;
    }

    /** A renewal that throws has changed nothing, and the lease ends at its moment. */
    private boolean renew() {
        Lease lease = runtime.background().withLeaseNanos(HOUR);
        long before = lease.expiresNanos();
        Throwable thrown =
                underFault(() -> lease.renewUntilNanos(runtime.clock().nanoTime() + 1_000_000));
        boolean failed = this.failed;
        if (thrown != null) {
            expect(!lease.isDone() && lease.expiresNanos() == before, "a renewal that throws has changed nothing");
            lease.renewUntilNanos(runtime.clock().nanoTime() + 1);
        }
        Background.until("the lease is done", lease::isDone);
        return failed;
    }

    /** Lookups and polls answer, also those that would make an index (Z3). */
    private boolean lookUp() {
        boolean anyFailed = false;
        for (int length : new int[] {9, 150}) {
            CancelContext parent = runtime.background().withCancel();
            List<Key<Integer>> keys = new ArrayList<>();
            Context tip = parent;
            for (int i = 0; i < length; i++) {
                keys.add(Key.of("key"));
                tip = tip.withValue(keys.get(i), i);
            }
            Context bound = tip;
            Key<Integer> unbound = Key.of("unbound");
            Throwable thrown = underFault(() -> {
                expect(!bound.isDone(), "a poll reads live");
                expect(bound.value(keys.get(0)) == 0, "a lookup hits");
                expect(bound.value(unbound) == null, "a lookup misses");
            });
            anyFailed |= failed;
            expect(thrown == null, "no lookup throws, but " + thrown);
            for (int i = 0; i < length; i++) {
                expect(bound.value(keys.get(i)) == i, "a later lookup hits");
            }
            parent.cancel();
            expect(bound.isDone(), "a later poll reads done");
        }
        return anyFailed;
    }

    /** Scheduled actions run when their time has come, also below a foreign context. */
    private boolean schedule() {
        CancelContext parent = runtime.background().withCancel();
        CountDownLatch armed = new CountDownLatch(1);
        runtime.background().scheduleAfterNanos(0, () -> Background.await(armed));
        AtomicInteger handedOver = new AtomicInteger();
        for (Context context :
                List.of(runtime.background(), parent, new ForeignContext(parent, new ForwardingDone(parent)))) {
            context.scheduleAfterNanos(0, runs::incrementAndGet);
            context.scheduleAfterNanos(0, handedOver::incrementAndGet, Runnable::run);
        }
        Faults.failAt(allocation);
        armed.countDown();
        Background.until("all actions ran", () -> runs.get() == 3 && handedOver.get() == 3);
        boolean failed = Faults.disarm();
        expect(runs.get() == 3 && handedOver.get() == 3, "each action ran once");
        Background.until("the parent has let go", () -> Graph.bytes(parent, runtime) < 1_000);
        return failed;
    }

    /** A call that throws keeps no slot, and what it leaves to do is done by the next call on the scope. */
    private boolean scopes(boolean hasView) {
        boolean anyFailed = false;
        CancelContext parent = runtime.background().withCancel();
        for (Throwable cause : new Throwable[] {null, new IllegalStateException("reason")}) {
            ScopePool pool = ScopePool.of(parent, 2);
            long[] opened = new long[1];
            Throwable thrown =
                    underFault(() -> opened[0] = pool.open(runtime.clock().nanoTime() + HOUR));
            anyFailed |= failed;
            long scope = thrown == null ? opened[0] : pool.open(runtime.clock().nanoTime() + HOUR);
            runs.set(0);
            pool.onDone(scope, runs::incrementAndGet);
            Context[] view = new Context[1];
            if (hasView) {
                thrown = underFault(() -> view[0] = pool.context(scope));
                anyFailed |= failed;
                view[0] = pool.context(scope);
                view[0].withCancel().onDone(runs::incrementAndGet);
                view[0].onDone(runs::incrementAndGet);
            }
            thrown = underFault(() -> pool.cancel(scope, cause));
            anyFailed |= failed;
            if (thrown != null && hasView) {
                expect(pool.isDone(scope) == pool.context(scope).isDone(), "the view of an ended scope has ended");
            }
            if (thrown != null) {
                Background.get(Background.start(() -> pool.cancel(scope, cause)));
            }
            expect(pool.isDone(scope) && (view[0] == null || view[0].isDone()), "scope and view are done");
            expect(pool.cause(scope) == (cause == null ? Context.CANCELED : cause), "the cause");
            expect(runs.get() == (hasView ? 3 : 1), "each action ran once, but " + runs);
            expect(pool.release(scope), "released");
            for (int i = 0; i < 2; i++) {
                try {
                    pool.open();
                } catch (IllegalStateException e) {
                    expect(false, "slot " + i + " is free");
                }
            }
            pool.close();
        }
        parent.cancel();
        return anyFailed;
    }

    /** A parent has no link of a pool that was not made. */
    private boolean scopePool() {
        CancelContext parent = runtime.background().withCancel();
        Throwable thrown = underFault(() -> ScopePool.of(parent, 2));
        boolean failed = this.failed;
        if (thrown != null) {
            CancelContext other = runtime.background().withCancel();
            other.withCancel().cancel();
            expect(Graph.bytes(parent, runtime) <= Graph.bytes(other, runtime), "nothing is left at the parent");
        }
        return failed;
    }

    /** The end of the view of the last scope of the slot is told only after the action that has released that scope. */
    private boolean scopeInAction() {
        ScopePool pool = ScopePool.of(runtime.background(), 1);
        CancelContext outer = runtime.background().withCancel();
        long[] scope = new long[1];
        Throwable[] thrown = new Throwable[1];
        outer.onDone(() -> {
            long last = pool.open();
            pool.context(last);
            pool.release(last);
            scope[0] = pool.open();
            pool.context(scope[0]).withCancel();
            pool.onDone(scope[0], runs::incrementAndGet);
            Background.get(Background.start(() -> thrown[0] = underFault(() -> pool.cancel(scope[0]))));
        });
        outer.cancel();
        if (thrown[0] != null) {
            Background.get(Background.start(() -> pool.cancel(scope[0])));
        }
        expect(pool.isDone(scope[0]) && pool.context(scope[0]).isDone(), "scope and view are done");
        expect(runs.get() == 1, "the action ran once, but " + runs);
        return failed;
    }

    /** The thread that ends the views for another one, which had no memory, has no room on its stack to run actions. */
    private boolean scopesAtStackEnd() throws InterruptedException {
        boolean anyFailed = false;
        int missing = 0;
        for (int frames = 0; frames < 8; frames += 2) {
            ScopePool pool = ScopePool.of(runtime.background(), SCOPES);
            List<Long> scopes = new ArrayList<>();
            runs.set(0);
            for (int i = 0; i < SCOPES; i++) {
                long scope = pool.open();
                pool.context(scope).withCancel();
                for (int action = 0; action < 4; action++) {
                    pool.onDone(scope, runs::incrementAndGet);
                }
                Background.get(Background.start(() -> underFault(() -> pool.cancel(scope))));
                anyFailed |= failed;
                scopes.add(scope);
            }
            Iterator<Long> each = scopes.iterator();
            int behind = frames;
            StackEnd.onSmallStack(() -> {
                StackEnd.callInEachFrame(() -> each.hasNext() && pool.cancel(each.next()), behind);
                endWithRoom(); // notifies what is left on this thread (N6)
            });
            for (long scope : scopes) {
                pool.cancel(scope);
                expect(pool.isDone(scope) && pool.context(scope).isDone(), "scope and view are done");
            }
            missing += 4 * SCOPES - runs.get();
            pool.close();
        }
        endWithRoom(); // tells all
        // The action of a view that has no room must not take those of the scope with it.
        expect(missing <= told.get(), missing + " actions are missing, told of " + told);
        return anyFailed;
    }

    private void endWithRoom() {
        CancelContext last = runtime.background().withCancel();
        last.onDone(() -> {});
        last.onDone(() -> {});
        last.cancel();
    }

    private static int callbacksOf(Throwable failure) {
        return failure instanceof IllegalStateException
                ? Integer.parseInt(failure.getMessage().split(" ")[0])
                : 1;
    }

    /** One scope with a view, and one without: both end at their deadline. */
    private boolean scopeDeadline() {
        ScopePool pool = ScopePool.of(runtime.background(), 2);
        List<Context> below = new ArrayList<>();
        long[] scopes = openTwo(pool, 20_000_000, below);
        Faults.failAt(allocation);
        Background.until("all are done", () -> pool.isDone(scopes[0]) && pool.isDone(scopes[1]));
        Background.until("the view is done", () -> below.stream().allMatch(Context::isDone));
        Background.until("all actions ran", () -> runs.get() == 4);
        boolean failed = Faults.disarm();
        reopen(pool, scopes);
        return failed;
    }

    private boolean scopeClose() {
        ScopePool pool = ScopePool.of(runtime.background(), 2);
        List<Context> below = new ArrayList<>();
        long[] scopes = openTwo(pool, HOUR, below);
        Throwable thrown = underFault(runtime::close);
        boolean failed = this.failed;
        if (thrown != null) {
            runtime.close();
        }
        Background.until("all are done", () -> pool.isDone(scopes[0]) && pool.isDone(scopes[1]));
        Background.until("the view is done", () -> below.stream().allMatch(Context::isDone));
        Background.until("all actions ran", () -> runs.get() == 4);
        reopen(pool, scopes);
        return failed;
    }

    private long[] openTwo(ScopePool pool, long nanos, List<Context> below) {
        long due = runtime.clock().nanoTime() + nanos;
        long[] scopes = {pool.open(due), pool.open(due)};
        for (long scope : scopes) {
            pool.onDone(scope, runs::incrementAndGet);
        }
        Context view = pool.context(scopes[0]);
        view.onDone(runs::incrementAndGet);
        below.addAll(List.of(view, view.withCancel(), view.withCancel()));
        below.get(2).onDone(runs::incrementAndGet);
        return scopes;
    }

    /** No thread counts as inside of a slot. The wheel thread may still be there. */
    private void reopen(ScopePool pool, long[] scopes) {
        for (long scope : scopes) {
            expect(pool.release(scope), "released");
        }
        for (int i = 0; i < scopes.length; i++) {
            Background.until("slot " + i + " is free", () -> {
                try {
                    return pool.open() != 0;
                } catch (IllegalStateException e) {
                    return false;
                }
            });
        }
    }

    private boolean deadline() {
        CancelContext parent = runtime.background().withTimeoutNanos(20_000_000, new IllegalStateException("late"));
        List<Context> all = tree(parent, 3);
        Faults.failAt(allocation);
        Background.until("all are done", () -> parent.isDone() && all.stream().allMatch(Context::isDone));
        Background.until("all actions ran", () -> runs.get() == 6);
        return Faults.disarm();
    }

    private boolean close() {
        List<Context> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CancelContext armed = runtime.background().withTimeoutNanos(HOUR);
            all.add(armed);
            all.addAll(tree(armed, 1));
        }
        Throwable thrown = underFault(runtime::close);
        boolean failed = this.failed;
        if (thrown != null) {
            runtime.close();
        }
        Background.until("all are done", () -> all.stream().allMatch(Context::isDone));
        Background.until("all actions ran", () -> runs.get() == 6);
        return failed;
    }

    private boolean failed;

    private Throwable underFault(Runnable call) {
        Faults.failAt(allocation);
        try {
            call.run();
            return null;
        } catch (OutOfMemoryError e) {
            return e;
        } finally {
            failed = Faults.disarm();
        }
    }
}
