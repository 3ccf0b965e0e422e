package dev.curfew.bench.jmh;

import dev.curfew.CancelContext;
import dev.curfew.Lease;
import dev.curfew.ScopePool;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.FloorContexts;
import dev.curfew.bench.libraries.Libraries;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does a scope of a {@link ScopePool} cost its owner, beside a context?
 *
 * <p>Prediction: to open is one atomic operation, and with a deadline a reading of the clock; to release is stores. A poll
 * is two reads. A renewal is a CAS and a reading of the clock. The end of the parent is one CAS, whatever the number of
 * scopes, and then a walk that takes the actions.
 *
 * <p>Alternatives: {@code curfew} is a context in place of each scope; a lease for {@code renew}. {@code floor} is a
 * volatile read. A pool has one owner, so there are no rows of several threads.
 *
 * <p>Blind spot: the owner has one scope open at a time, so slot and timer stay in the first cache.
 */
@State(Scope.Thread)
@Shown(
        title = "Scope: a scope of a pool beside a context",
        note = "openUntil: with a deadline that is read once, and so with one reading of the clock inside. "
                + "endAll: until the call that ends the parent of 10,000 returns, per scope or context.")
public class ScopeBenchmark extends Measured {

    private static final int CAPACITY = 64;
    private static final long AHEAD = 5_000_000_000L;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    private CancelContext parent;
    private ScopePool pool;
    private boolean pooled;
    private long scope;
    private Lease lease;
    private Poll poll;

    /** One call site, as the code of a user has it. */
    private interface Poll {
        boolean isDone();
    }

    @Setup
    public void make() {
        Alternative alternative = Alternative.of(impl);
        pooled = alternative == Alternative.POOL;
        parent = Libraries.runtime(Alternative.CURFEW).background().withCancel();
        pool = ScopePool.of(parent, CAPACITY);
        scope = pool.open();
        lease = parent.withLeaseNanos(AHEAD);
        poll = poll(alternative);
        tenure();
    }

    private Poll poll(Alternative alternative) {
        long polled = pool.open();
        CancelContext context = parent.withCancel();
        FloorContexts floor = new FloorContexts();
        FloorContexts.Flag flag = floor.derive(floor.open());
        return switch (alternative) {
            case POOL -> () -> pool.isDone(polled);
            case CURFEW -> context::isDone;
            case FLOOR -> () -> floor.isDone(flag);
            default -> throw new IllegalArgumentException(alternative + " has no scopes");
        };
    }

    /** From one reading of the clock for many scopes, as those of one duty cycle share one. */
    @State(Scope.Thread)
    public static class Ahead {

        private long deadline;

        @Setup(Level.Iteration)
        public void readClock(ScopeBenchmark benchmark) {
            deadline = benchmark.parent.runtime().clock().nanoTime() + AHEAD;
        }
    }

    @Benchmark
    public boolean openAndRelease() {
        return pooled ? pool.release(pool.open()) : parent.withCancel().cancel();
    }

    @Benchmark
    public boolean openUntilAndRelease(Ahead ahead) {
        return pooled
                ? pool.release(pool.open(ahead.deadline))
                : parent.withDeadlineNanos(ahead.deadline).cancel();
    }

    @Benchmark
    public boolean poll() {
        return poll.isDone();
    }

    /** To later and later moments. */
    @Benchmark
    public boolean renew() {
        return pooled ? pool.renew(scope, parent.runtime().clock().nanoTime() + AHEAD) : lease.renew();
    }

    /** Open scopes, or contexts, below one context. */
    @State(Scope.Thread)
    public static class Orders {

        private static final int COUNT = 10_000;

        @Param({"none", "each"})
        String actions;

        private int acted;
        private final Runnable action = () -> acted++;
        private CancelContext parent;

        /** The pool of the last call is garbage by then, as its parent has ended. */
        @Setup(Level.Invocation)
        public void open(ScopeBenchmark benchmark) {
            parent = benchmark.parent.withCancel();
            acted = 0;
            if (benchmark.pooled) {
                ScopePool orders = ScopePool.of(parent, COUNT);
                for (int i = 0; i < COUNT; i++) {
                    long order = orders.open();
                    if (withActions()) {
                        orders.onDone(order, action);
                    }
                }
            } else {
                for (int i = 0; i < COUNT; i++) {
                    CancelContext order = parent.withCancel();
                    if (withActions()) {
                        order.onDone(action);
                    }
                }
            }
        }

        private boolean withActions() {
            return actions.equals("each");
        }
    }

    @Benchmark
    @OperationsPerInvocation(Orders.COUNT)
    public int endAll(Orders orders) {
        orders.parent.cancel();
        if (orders.withActions() && orders.acted != Orders.COUNT) {
            throw new IllegalStateException(orders.acted + " actions ran, not " + Orders.COUNT);
        }
        return orders.acted;
    }
}
