package dev.curfew.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: what does "am I done?" cost, live and ended, for one context that all threads poll and for one each, and
 * while another thread derives from the polled context?
 *
 * <p>Prediction: a volatile read of a cached line, whatever the threads; while another thread derives, now and then a
 * cache miss, because the polled word is the one that children are attached to.
 *
 * <p>Rivals: {@code floor} is a volatile read of an object of the same shape, through the same harness. All contexts
 * are children of a live context, as a request's are of its server's. {@code whileDeriving} without grpc: its children
 * do not touch the parent (or, with a listener, stay there for ever), and without future, which never lets go of them.
 *
 * <p>Blind spot: a loop that polls one warm context and does nothing else. The read is never a cache miss in
 * {@code isDone}; with work between two polls it may be one, in every rival alike.
 *
 * <p>Run: {@code make bench BENCH=Poll THREADS=2}
 */
@State(Scope.Benchmark)
public class PollBenchmark extends Measured {

    @Param({
        Rivals.FLOOR,
        Rivals.CURFEW,
        Rivals.MUTEX,
        Rivals.GRPC,
        Rivals.KOTLIN,
        Rivals.FUTURE,
    })
    String impl;

    @Param({"live", "ended"})
    String state;

    @Param({"shared", "own"})
    String contexts;

    private Rival<Object, Object, Object> rival;
    private Object[] polled;
    private Object shared;

    @Setup
    public void makeContexts(BenchmarkParams params) {
        rival = Rivals.named(impl);
        Object server = rival.open();
        polled = makeApart(params.getThreads(), () -> rival.derive(server));
        shared = apart(polled, 0);
        if (state.equals("ended")) {
            for (int i = 0; i < params.getThreads(); i++) {
                rival.end(apart(polled, i));
            }
        }
        tenure();
    }

    /** The context that a thread polls. */
    @State(Scope.Thread)
    public static class Poller {

        private Object context;

        @Setup
        public void choose(PollBenchmark benchmark, ThreadParams thread) {
            int index = benchmark.contexts.equals("own") ? thread.getThreadIndex() : 0;
            context = apart(benchmark.polled, index);
        }
    }

    @Benchmark
    public boolean isDone(Poller poller) {
        return rival.isDone(poller.context);
    }

    /** The row of interest in this group. */
    @Benchmark
    @Group("whileDeriving")
    public boolean poll() {
        return rival.isDone(shared);
    }

    @Benchmark
    @Group("whileDeriving")
    public void derive() {
        rival.end(rival.derive(shared));
    }
}
