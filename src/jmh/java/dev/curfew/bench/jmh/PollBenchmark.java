package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
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
 * <p>Prediction: a volatile read of a cached line, whatever the threads. While another thread derives, now and then a
 * cache miss, because the polled word is the one that children are attached to.
 *
 * <p>Alternatives: {@code floor} is a volatile read of an object of the same shape, through the same interface. All
 * contexts are children of a live context, as those of requests are of that of their server. {@code whileDeriving} is
 * without grpc, because its children do not touch the parent or, with a listener, stay there for ever, and without
 * future, whose live parent keeps ended children.
 *
 * <p>Blind spot: a loop that polls one warm context and does nothing else. The read is never a cache miss in
 * {@code isDone}. With work between two polls it may be one, in every alternative alike.
 */
@State(Scope.Benchmark)
@Shown(title = "Poll: am I done?")
public class PollBenchmark extends Measured {

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    @Param({"live", "ended"})
    String state;

    @Param({"shared", "own"})
    String contexts;

    private Contexts<Object, Object, Object> library;
    private Object[] polled;
    private Object shared;

    @Setup
    public void makeContexts(BenchmarkParams params) {
        library = Libraries.contexts(Alternative.of(impl));
        Object server = library.open();
        polled = makeApart(params.getThreads(), () -> library.derive(server));
        shared = apart(polled, 0);
        if (state.equals("ended")) {
            for (int i = 0; i < params.getThreads(); i++) {
                library.end(apart(polled, i));
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
        return library.isDone(poller.context);
    }

    /** The report shows this method of the group. */
    @Benchmark
    @Group("whileDeriving")
    public boolean poll() {
        return library.isDone(shared);
    }

    @Benchmark
    @Group("whileDeriving")
    public void derive() {
        library.end(library.derive(shared));
    }
}
