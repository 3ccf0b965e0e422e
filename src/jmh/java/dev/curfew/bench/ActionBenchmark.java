package dev.curfew.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: what does it cost to register an action and to take it back, as each blocking call under a live context
 * does, and to register one and have it run?
 *
 * <p>Prediction: register and stop as much as deriving a child and ending it; all actions of a context are on one
 * stack, so on one context several threads contend, unlike for children.
 *
 * <p>Rivals: future has no way to take an action back (it stays until the future completes), so it only runs them.
 * grpc's listener has another type than {@code Runnable}: wrapping it is 16 of its bytes.
 *
 * <p>Blind spot: one action at a time on a thread. {@code runAtEnd} makes its context directly below the root, so that
 * attaching a child is not measured twice (see {@link ChildBenchmark}).
 *
 * <p>Run: {@code make bench BENCH=Action THREADS=2}
 */
@State(Scope.Benchmark)
public class ActionBenchmark extends Measured {

    @Param({
        Rivals.CURFEW,
        Rivals.MUTEX,
        Rivals.GRPC,
        Rivals.KOTLIN,
        Rivals.FUTURE,
    })
    String impl;

    @Param({"shared", "own"})
    String contexts;

    private Rival<Object, Object, Object> rival;
    private Object[] live;

    @Setup
    public void makeContexts(BenchmarkParams params) {
        rival = Rivals.named(impl);
        live = makeApart(params.getThreads(), rival::open);
        tenure();
    }

    /** The context a thread registers on, and its action. */
    @State(Scope.Thread)
    public static class Caller {

        private Object context;
        private int runs;
        private final Runnable action = () -> runs++;

        @Setup
        public void choose(ActionBenchmark benchmark, ThreadParams thread) {
            int index = benchmark.contexts.equals("own") ? thread.getThreadIndex() : 0;
            context = apart(benchmark.live, index);
        }
    }

    @Benchmark
    public void registerAndStop(Caller caller) {
        rival.stop(caller.context, rival.register(caller.context, caller.action));
    }

    @Benchmark
    public int runAtEnd(Caller caller) {
        Object context = rival.open();
        rival.register(context, caller.action);
        rival.end(context);
        return caller.runs;
    }
}
