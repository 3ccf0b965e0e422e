package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
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
 * recurse. The first action runs late, because every context is marked before any action runs. The last runs early.
 *
 * <p>Alternatives: grpc only with an action on each leaf, because without one it attaches nothing and so would end
 * nothing. Its chain polls all ancestors at each level. kotlin has no chain: it ends one by recursion, which at this
 * depth overflows the stack of a thread of default size. future completes dependents on the ending thread as the others
 * do.
 *
 * <p>Blind spot: the trees are young when they end. {@code killSwitch} makes its tree before each measured call, which
 * leaves the caches warm; its bytes include the making.
 */
@State(Scope.Benchmark)
@Shown(
        title = "CancelTree: make a tree and end it from its root",
        note = "Per context made and ended; killSwitch per call that ends 10,000 children; firstAction and lastAction, "
                + "from that call until the action runs. Its B/op, not its time, has the making in it.")
public class CancelTreeBenchmark extends Measured {

    private static final int WIDE = 1_000;
    private static final int FORK = 10;
    private static final int CUBE = FORK + FORK * FORK + FORK * FORK * FORK;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    @Param({"none", "leaves"})
    String actions;

    private Contexts<Object, Object, Object> contexts;
    private boolean withActions;
    private int runs;
    private final Runnable action = () -> runs++;

    @Setup
    public void chooseLibrary() {
        contexts = Libraries.contexts(Alternative.of(impl));
        withActions = actions.equals("leaves");
    }

    @Benchmark
    @OperationsPerInvocation(WIDE)
    public int chain() {
        Object root = contexts.open();
        Object last = root;
        for (int i = 0; i < WIDE; i++) {
            last = contexts.derive(last);
        }
        finishLeaf(last);
        contexts.end(root);
        return runs;
    }

    @Benchmark
    @OperationsPerInvocation(WIDE)
    public int fanOut() {
        Object root = contexts.open();
        for (int i = 0; i < WIDE; i++) {
            finishLeaf(contexts.derive(root));
        }
        contexts.end(root);
        return runs;
    }

    /** Ten children, each with ten, each with ten. */
    @Benchmark
    @OperationsPerInvocation(CUBE)
    public int cube() {
        Object root = contexts.open();
        for (int i = 0; i < FORK; i++) {
            Object branch = contexts.derive(root);
            for (int j = 0; j < FORK; j++) {
                Object twig = contexts.derive(branch);
                for (int k = 0; k < FORK; k++) {
                    finishLeaf(contexts.derive(twig));
                }
            }
        }
        contexts.end(root);
        return runs;
    }

    private void finishLeaf(Object leaf) {
        if (withActions) {
            contexts.register(leaf, action);
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

        /** A call takes longer than a millisecond, so the set-up by invocation does not show. */
        @Setup(Level.Invocation)
        public void make(CancelTreeBenchmark benchmark) {
            Contexts<Object, Object, Object> contexts = benchmark.contexts;
            root = contexts.open();
            for (int i = 0; i < COUNT; i++) {
                contexts.register(contexts.derive(root), action);
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
        contexts.end(orders.root);
        reach.calls++;
        reach.untilFirst += orders.firstNanos - start;
        reach.untilLast += orders.lastNanos - start;
        if (orders.acted != Orders.COUNT) {
            throw new IllegalStateException(orders.acted + " actions ran, not " + Orders.COUNT);
        }
        return orders.acted;
    }
}
