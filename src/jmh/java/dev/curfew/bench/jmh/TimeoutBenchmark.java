package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Question: what does a request pay for a context with a timeout of 5 s under the live one of its server, ended long
 * before the time is up, alone and with other threads under the same parent, with none to a million other timers
 * waiting?
 *
 * <p>Prediction: what a child costs ({@link ChildBenchmark}), one more object, two more CASes, and a reading of the
 * clock, which is a third of it all. Other timers cost nothing: a push does not look at them. An insertion into a heap
 * does, and its lock is shared.
 *
 * <p>Alternatives: timers alone (netty, stpe) have no contexts: see {@link WheelBenchmark}. grpc without a listener
 * attaches nothing to the parent, so the end of the parent notifies no child. {@code grpc+listener} does the job, and a
 * live parent keeps its ended children, as one of future does: these two get a new parent after each 1,000 children and
 * have no rows where one is needed for longer. future takes timeouts only. {@code inherited} is for the two cores:
 * grpc, too, arms nothing then.
 *
 * <p>Blind spot: each timer is cancelled before the wheel thread has adopted it, or just after, and the wheel thread
 * works on another core meanwhile. {@link dev.curfew.bench.probe.WheelThreadCost} shows what that costs, and so do rows
 * of as many threads as there are cores. Curfew reads the clock for an absolute deadline, too, to see if it has passed.
 */
@State(Scope.Benchmark)
// A million timers with their contexts take half a gigabyte where each is also in a set and in a heap.
@Fork(
        value = 2,
        jvmArgs = {"-Xms2g", "-Xmx2g", "-Xmn512m", "-XX:+AlwaysPreTouch"})
@Shown(
        title = "Timeout: derive with 5 s under a live parent, and end",
        note = "grpc+listener and future get a new parent after each 1,000, as for Child; "
                + "in grpc the end of a parent notifies no child.")
public class TimeoutBenchmark extends Measured {

    private static final long SECOND = 1_000_000_000L;
    private static final long TIMEOUT = 5 * SECOND;
    /** No iteration lasts so long. */
    private static final long AHEAD = 60 * SECOND;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    /** Live timers of the same runtime, under another parent, due in 1 to 10 minutes. */
    @Param({"0", "100000", "1000000"})
    int standing;

    private Alternative alternative;
    private Contexts<Object, Object, Object> contexts;
    private Object parent;
    private Object[] siblings;

    @Setup
    public void makeParents(BenchmarkParams params) {
        alternative = Alternative.of(impl);
        contexts = Libraries.contexts(alternative);
        if (params.getThreads() > 1 && !alternative.forgetsEndedChildren()) {
            throw new IllegalArgumentException(impl + " keeps ended children: its parent cannot be shared");
        }
        parent = contexts.open();
        siblings = new Object[standing];
        Object others = contexts.open();
        Random random = new Random(20_260_102);
        for (int i = 0; i < standing; i++) {
            siblings[i] =
                    contexts.deriveFor(others, SECOND * (60 + random.nextInt(540)) + random.nextInt((int) SECOND));
        }
        tenure();
    }

    /** The requests of one thread. */
    @State(Scope.Thread)
    public static class Requests extends ParentRenewal {

        @Setup
        public void choose(TimeoutBenchmark benchmark) {
            start(benchmark.parent, benchmark.alternative.forgetsEndedChildren());
        }
    }

    /** A deadline from one reading of the clock for many requests, as those of one duty cycle share one. */
    @State(Scope.Thread)
    public static class Ahead {

        private Object deadline;

        @Setup(Level.Iteration)
        public void readClock(TimeoutBenchmark benchmark) {
            deadline = benchmark.contexts.deadlineIn(AHEAD);
        }
    }

    /** A parent that is due before its children would be. */
    @State(Scope.Benchmark)
    public static class Hurried {

        private Object parent;

        @Setup(Level.Iteration)
        public void derive(TimeoutBenchmark benchmark) {
            parent = benchmark.contexts.deriveFor(benchmark.parent, AHEAD);
        }

        @TearDown(Level.Iteration)
        public void end(TimeoutBenchmark benchmark) {
            benchmark.contexts.end(parent);
        }
    }

    @Benchmark
    public void relative(Requests mine) {
        contexts.end(contexts.deriveFor(mine.nextParent(contexts), TIMEOUT));
    }

    @Benchmark
    public void absolute(Requests mine, Ahead ahead) {
        contexts.end(contexts.deriveUntil(mine.nextParent(contexts), ahead.deadline));
    }

    /** The parent's deadline is nearer, so there is nothing to arm: the difference is what arming costs. */
    @Benchmark
    public void inherited(Hurried hurried) {
        contexts.end(contexts.deriveFor(hurried.parent, 2 * AHEAD));
    }
}
