package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
import java.util.Queue;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Control;

/**
 * Question: what does a child cost that one thread makes and another one ends, as with a request that changes threads,
 * and what do two threads pay under one parent if their ids are so far apart that a design that stripes by them may
 * give both the same stripe?
 *
 * <p>Prediction: the two threads of {@code handOver} write the same slots and links, so a child costs some transfers of
 * cache lines, 20 to 60 ns each, whatever the design. With ids eight apart a child costs no more than with neighbouring
 * ids ({@link ChildBenchmark}, {@code lifo} of two threads under a shared parent).
 *
 * <p>Alternatives: {@code floor} hands over a flag, an object of the size of a context: it shows what the queue and the
 * transfer of the object cost. grpc+listener and future keep ended children and have no rows, because one parent lasts.
 * grpc without a listener attaches nothing, so it hands over an object too.
 *
 * <p>Blind spot: {@code handOver} takes the time of its slower thread, as the other one waits for it. {@code full}
 * counts the attempts of the maker that found the queue full, {@code empty} those of the other thread that found it
 * empty, per 1,000 children: they tell which one is slower. At most 256 children wait. The queue, of JCTools, is made
 * anew for each iteration: in an array that the collector has moved to the old generation each store would cost a
 * fence. The threads of {@code idsEightApart} are made by {@link IdsEightApart}, and their ids are checked.
 */
@State(Scope.Benchmark)
@Shown(
        title = "AcrossThreads: made on one thread and ended on another; thread ids eight apart",
        note =
                "handOver: ns per child, B/op per half a child. The floor is what the queue takes. grpc without a listener attaches nothing.")
public class AcrossThreadsBenchmark extends Measured {

    private static final int CAPACITY = 256;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    private Contexts<Object, Object, Object> contexts;
    private Object server;
    private Queue<Object> queue;
    private final ConcurrentSkipListSet<Long> threadIds = new ConcurrentSkipListSet<>();

    @Setup
    public void makeServer() {
        Alternative alternative = Alternative.of(impl);
        if (!alternative.forgetsEndedChildren()) {
            throw new IllegalArgumentException(impl + " keeps ended children: its parents cannot last");
        }
        contexts = Libraries.contexts(alternative);
        server = contexts.open();
        tenure();
    }

    @Setup(Level.Iteration)
    public void makeQueue() {
        queue = new SpscVarHandleArrayQueue<>(CAPACITY);
    }

    @TearDown(Level.Iteration)
    public void endWaiting() {
        for (Object child = queue.poll(); child != null; child = queue.poll()) {
            contexts.end(child);
        }
    }

    /** Attempts in vain of one thread. */
    abstract static class Waits {

        long children;
        long attempts;

        @Setup(Level.Iteration)
        public void clear() {
            children = 0;
            attempts = 0;
        }

        final long perThousand() {
            return 1_000 * attempts / Math.max(1, children);
        }
    }

    /** Of the maker. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Full extends Waits {

        public long full() {
            return perThousand();
        }
    }

    /** Of the thread that ends. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Empty extends Waits {

        public long empty() {
            return perThousand();
        }
    }

    @Benchmark
    @Group("handOver")
    public void make(Control control, Full waits) {
        Object child = contexts.derive(server);
        while (!queue.offer(child)) {
            waits.attempts++;
            if (control.stopMeasurement) {
                contexts.end(child);
                return;
            }
            Thread.onSpinWait();
        }
        waits.children++;
    }

    @Benchmark
    @Group("handOver")
    public void end(Control control, Empty waits) {
        Object child = queue.poll();
        while (child == null) {
            waits.attempts++;
            if (control.stopMeasurement) {
                return;
            }
            Thread.onSpinWait();
            child = queue.poll();
        }
        contexts.end(child);
        waits.children++;
    }

    /** Checks the ids of the threads of {@link #idsEightApart}. */
    @State(Scope.Thread)
    public static class Caller {

        @Setup
        @SuppressWarnings("deprecation") // The other name, threadId(), is of Java 19.
        public void note(AcrossThreadsBenchmark benchmark) {
            benchmark.threadIds.add(Thread.currentThread().getId());
        }

        @Setup(Level.Iteration)
        public void check(AcrossThreadsBenchmark benchmark, BenchmarkParams params) {
            ConcurrentSkipListSet<Long> ids = benchmark.threadIds;
            long apart = IdsEightApart.APART * (params.getThreads() - 1L);
            if (ids.size() == params.getThreads() && ids.last() - ids.first() != apart) {
                throw new IllegalStateException("threads of the ids " + ids);
            }
        }
    }

    @Benchmark
    @Fork(
            value = 2,
            jvmArgs = {"-Xms1g", "-Xmx1g", "-Xmn512m", "-XX:+AlwaysPreTouch"},
            jvmArgsPrepend = {"-Djmh.executor=CUSTOM", "-Djmh.executor.class=dev.curfew.bench.jmh.IdsEightApart"})
    public void idsEightApart(Caller caller) {
        contexts.end(contexts.derive(server));
    }
}
