package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
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
 * <p>Prediction: register and stop as much as deriving a child and ending it. All actions of a context are on one
 * stack, so on one context several threads contend, unlike for children.
 *
 * <p>Alternatives: future has no way to take an action back (it stays until the future completes), so it only runs
 * them. The listener of grpc has another type than {@code Runnable}: wrapping it is 16 of its bytes.
 *
 * <p>Blind spot: one action at a time on a thread. {@code runAtEnd} makes its context directly below the root, so that
 * attaching a child is not measured twice (see {@link ChildBenchmark}).
 */
@State(Scope.Benchmark)
@Shown(
        title = "Action: register and take back; register and run",
        note = "16 of grpc's bytes adapt its listener to Runnable.")
public class ActionBenchmark extends Measured {

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    @Param({"shared", "own"})
    String contexts;

    private Contexts<Object, Object, Object> library;
    private Object[] live;

    @Setup
    public void makeContexts(BenchmarkParams params) {
        library = Libraries.contexts(Alternative.of(impl));
        live = makeApart(params.getThreads(), library::open);
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
        library.stop(caller.context, library.register(caller.context, caller.action));
    }

    @Benchmark
    public int runAtEnd(Caller caller) {
        Object context = library.open();
        library.register(context, caller.action);
        library.end(context);
        return caller.runs;
    }
}
