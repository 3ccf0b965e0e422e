package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: what does a request pay to derive a context from its server's live one and to end it, in the order of a
 * stack, in the order of arrival and in random order, alone and with other threads under the same parent? And with
 * 1,000 or 100,000 in flight, of which any ends?
 *
 * <p>Prediction: one allocation and two CASes, 20 to 30 ns. No more with 100,000 live siblings. Hardly more with
 * several threads, because a contended parent spreads its children over stripes. With more in flight than the caches
 * hold, what counts is how many cold lines an end touches: the child and its slot.
 *
 * <p>Alternatives: grpc attaches no child before it has a listener, so {@code grpc} does less than the others: the end
 * of a parent notifies no child. {@code grpc+listener} does the job, but then a live parent keeps every ended child and
 * searches them all at the next end. future keeps them too. So these two get a new parent after each 1,000 children,
 * and have no rows where one parent is needed for longer: shared by threads, with standing children, and with many in
 * flight.
 *
 * <p>Blind spot: nothing happens between deriving and ending, the caches are warm and the line of the parent is hot.
 * Rows of {@code fifo} and {@code ring} include an indexed load and a store, those of {@code ring} also the reading of
 * a table of slots, and {@code any} two multiplications for its random number.
 */
@State(Scope.Benchmark)
@Shown(
        title = "Child: derive under a live parent, and end",
        note = "grpc+listener and future keep ended children: they get a new parent after each 1,000. "
                + "grpc without a listener attaches nothing: the end of a parent notifies no child.")
public class ChildBenchmark extends Measured {

    private static final int IN_FLIGHT = 64;
    private static final int RANDOM_SLOTS = 4_096;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    @Param({"shared", "own"})
    String parent;

    /** Live children that the parent, or each of the parents, has all the time. */
    @Param({"0", "100000"})
    int standing;

    private Alternative alternative;
    private Contexts<Object, Object, Object> contexts;
    private Object[] parents;
    private Object[] siblings;

    @Setup
    public void makeParents(BenchmarkParams params) {
        alternative = Alternative.of(impl);
        contexts = Libraries.contexts(alternative);
        int threads = params.getThreads();
        boolean lasting = standing > 0 || (threads > 1 && parent.equals("shared"));
        if (lasting && !alternative.forgetsEndedChildren()) {
            throw new IllegalArgumentException(impl + " keeps ended children: its parents cannot be shared or lasting");
        }
        int count = parent.equals("own") ? threads : 1;
        parents = makeApart(count, contexts::open);
        siblings = new Object[count * standing];
        for (int i = 0; i < siblings.length; i++) {
            siblings[i] = contexts.derive(apart(parents, i % count));
        }
        tenure();
    }

    /** The requests of one thread. */
    @State(Scope.Thread)
    public static class Requests extends ParentRenewal {

        @Setup
        public void chooseParent(ChildBenchmark benchmark, ThreadParams thread) {
            int index = benchmark.parent.equals("own") ? thread.getThreadIndex() : 0;
            start(apart(benchmark.parents, index), benchmark.alternative.forgetsEndedChildren());
        }
    }

    /** The children of one thread that are in flight. Rows of {@code lifo} have none. */
    @State(Scope.Thread)
    public static class InFlight {

        private Object[] children;
        private byte[] randomSlots;
        private int next;

        @Setup
        public void chooseSlots(ThreadParams thread) {
            randomSlots = new byte[RANDOM_SLOTS];
            Random random = new Random(20_260_101 + thread.getThreadIndex());
            for (int i = 0; i < RANDOM_SLOTS; i++) {
                randomSlots[i] = (byte) random.nextInt(IN_FLIGHT);
            }
        }

        /** Anew each time: the ring stays young, as the objects of a request are, and storing into it marks no card. */
        @Setup(Level.Iteration)
        public void fill(ChildBenchmark benchmark, Requests mine) {
            children = new Object[IN_FLIGHT];
            for (int i = 0; i < IN_FLIGHT; i++) {
                children[i] = benchmark.contexts.derive(mine.nextParent(benchmark.contexts));
            }
        }

        @TearDown(Level.Iteration)
        public void drain(ChildBenchmark benchmark) {
            for (Object child : children) {
                benchmark.contexts.end(child);
            }
        }
    }

    /** The same for so many children that a table of random slots would be too large. */
    @State(Scope.Thread)
    public static class ManyInFlight {

        private static final long MULTIPLIER = 6_364_136_223_846_793_005L;

        @Param({"1000", "100000"})
        int inFlight;

        private Object[] children;
        private long random;

        @Setup
        public void seed(ChildBenchmark benchmark, ThreadParams thread) {
            if (!benchmark.alternative.forgetsEndedChildren()) {
                throw new IllegalArgumentException(
                        benchmark.impl + " keeps ended children: it cannot have many in flight");
            }
            random = 20_260_111 + thread.getThreadIndex();
        }

        /** Anew each time, as for {@link InFlight}. */
        @Setup(Level.Iteration)
        public void fill(ChildBenchmark benchmark, Requests mine) {
            children = new Object[inFlight];
            for (int i = 0; i < inFlight; i++) {
                children[i] = benchmark.contexts.derive(mine.nextParent(benchmark.contexts));
            }
        }

        @TearDown(Level.Iteration)
        public void drain(ChildBenchmark benchmark) {
            for (Object child : children) {
                benchmark.contexts.end(child);
            }
        }

        /** The upper half of a linear congruential generator, scaled. */
        private int randomSlot() {
            random = random * MULTIPLIER + 1;
            return (int) ((random >>> Integer.SIZE) * children.length >>> Integer.SIZE);
        }
    }

    /** Each child ends before the next is made. */
    @Benchmark
    public void lifo(Requests mine) {
        contexts.end(contexts.derive(mine.nextParent(contexts)));
    }

    /** 64 children in flight; the oldest ends. */
    @Benchmark
    public void fifo(Requests mine, InFlight inFlight) {
        replace(mine, inFlight.children, inFlight.next++ & IN_FLIGHT - 1);
    }

    /** 64 children in flight; any of them ends. */
    @Benchmark
    public void ring(Requests mine, InFlight inFlight) {
        replace(mine, inFlight.children, inFlight.randomSlots[inFlight.next++ & RANDOM_SLOTS - 1]);
    }

    /** Many children in flight; any of them ends. */
    @Benchmark
    public void any(Requests mine, ManyInFlight inFlight) {
        replace(mine, inFlight.children, inFlight.randomSlot());
    }

    private void replace(Requests mine, Object[] children, int slot) {
        contexts.end(children[slot]);
        children[slot] = contexts.derive(mine.nextParent(contexts));
    }
}
