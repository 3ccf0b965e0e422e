package dev.curfew.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does a context cost, per context, in a tree that is made and then ended from its root, also with an
 * action on each leaf; and how long after the kill switch of 10,000 live orders do the first and the last of their
 * actions run?
 *
 * <p>Prediction: per context a little more than making it, whatever the shape: ending allocates nothing and does not
 * recurse. The first action runs late, because every context is flagged before any action runs; the last runs early.
 *
 * <p>Rivals: grpc only with an action on each leaf, because before it attaches nothing and so would end nothing; its
 * chain asks all ancestors at each level. kotlin has no chain: it ends one by recursion, which at this depth overflows
 * the stack of a thread of default size. future completes dependents on the ending thread as the others do.
 *
 * <p>Blind spot: the trees are young when they end. {@code killSwitch} makes its tree before each measured call, which
 * leaves the caches warm; its bytes include the making.
 *
 * <p>Run: {@code make bench BENCH=CancelTree}
 */
@State(Scope.Benchmark)
public class CancelTreeBenchmark extends Measured {

    private static final int WIDE = 1_000;
    private static final int FORK = 10;
    private static final int CUBE = FORK + FORK * FORK + FORK * FORK * FORK;

    @Param({
        Rivals.CURFEW,
        Rivals.MUTEX,
        Rivals.GRPC,
        Rivals.KOTLIN,
        Rivals.FUTURE,
    })
    String impl;

    @Param({"none", "leaves"})
    String actions;

    private Rival<Object, Object, Object> rival;
    private boolean withActions;
    private int runs;
    private final Runnable action = () -> runs++;

    @Setup
    public void chooseRival() {
        rival = Rivals.named(impl);
        withActions = actions.equals("leaves");
    }

    @Benchmark
    @OperationsPerInvocation(WIDE)
    public int chain() {
        Object root = rival.open();
        Object last = root;
        for (int i = 0; i < WIDE; i++) {
            last = rival.derive(last);
        }
        finishLeaf(last);
        rival.end(root);
        return runs;
    }

    @Benchmark
    @OperationsPerInvocation(WIDE)
    public int fanOut() {
        Object root = rival.open();
        for (int i = 0; i < WIDE; i++) {
            finishLeaf(rival.derive(root));
        }
        rival.end(root);
        return runs;
    }

    /** Ten children, each with ten, each with ten. */
    @Benchmark
    @OperationsPerInvocation(CUBE)
    public int cube() {
        Object root = rival.open();
        for (int i = 0; i < FORK; i++) {
            Object branch = rival.derive(root);
            for (int j = 0; j < FORK; j++) {
                Object twig = rival.derive(branch);
                for (int k = 0; k < FORK; k++) {
                    finishLeaf(rival.derive(twig));
                }
            }
        }
        rival.end(root);
        return runs;
    }

    private void finishLeaf(Object leaf) {
        if (withActions) {
            rival.register(leaf, action);
        }
    }

    /** Live orders below one context, ready to be ended. */
    @State(Scope.Thread)
    public static class Orders {

        private static final int COUNT = 10_000;

        private final Runnable action = this::acted;
        private Object root;
        private int acted;
        private long firstNanos;
        private long lastNanos;

        /** This long a call pays for the set-up by invocation, which below a millisecond would show. */
        @Setup(Level.Invocation)
        public void make(CancelTreeBenchmark benchmark) {
            Rival<Object, Object, Object> rival = benchmark.rival;
            root = rival.open();
            for (int i = 0; i < COUNT; i++) {
                rival.register(rival.derive(root), action);
            }
            acted = 0;
        }

        /** Reads the clock twice in all: a reading in each action would cost more than the action. */
        private void acted() {
            int before = acted++;
            if (before == 0) {
                firstNanos = System.nanoTime();
            } else if (before == COUNT - 1) {
                lastNanos = System.nanoTime();
            }
        }
    }

    /** Means over an iteration, in nanoseconds from the call of end. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Reach {

        private long calls;
        private long untilFirst;
        private long untilLast;

        @Setup(Level.Iteration)
        public void clear() {
            calls = 0;
            untilFirst = 0;
            untilLast = 0;
        }

        public long firstAction() {
            return untilFirst / Math.max(1, calls);
        }

        public long lastAction() {
            return untilLast / Math.max(1, calls);
        }
    }

    @Benchmark
    public int killSwitch(Orders orders, Reach reach) {
        long start = System.nanoTime();
        rival.end(orders.root);
        reach.calls++;
        reach.untilFirst += orders.firstNanos - start;
        reach.untilLast += orders.lastNanos - start;
        if (orders.acted != Orders.COUNT) {
            throw new IllegalStateException(orders.acted + " actions ran, not " + Orders.COUNT);
        }
        return orders.acted;
    }
}
