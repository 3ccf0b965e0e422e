package dev.curfew.bench;

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
 * stack, in the order of arrival and in random order, alone and with other threads under the same parent? And with 1,000 or 100,000 in flight, of which any ends?
 *
 * <p>Prediction: one allocation and two CASes, 20 to 30 ns; no more with 100,000 live siblings; hardly more with
 * several threads, because a contended parent spreads its children over stripes. With more in flight than the caches hold,
 * what counts is how many cold lines an end touches: the child and its slot.
 *
 * <p>Rivals: grpc attaches no child before it has a listener, so {@code grpc} does less than the others: nobody is told
 * when the parent ends. {@code grpc+listener} does the job, but then a live parent keeps every ended child and searches
 * them all at the next end, and future keeps them too. So both are given a new parent after each 1,000 children, and
 * sit out what needs one parent for longer: shared by threads, with standing children, and with many in flight.
 *
 * <p>Blind spot: nothing happens between deriving and ending, the caches are warm and the parent's line is hot. Ring
 * rows include an indexed load and a store, the random ring's also the reading of a table of slots, and {@code any} two
 * multiplications for its random number.
 *
 * <p>Run: {@code make bench BENCH=Child THREADS=2}
 */
@State(Scope.Benchmark)
public class ChildBenchmark extends Measured {

    private static final int IN_FLIGHT = 64;
    private static final int RANDOM_SLOTS = 4_096;

    @Param({
        Rivals.CURFEW,
        Rivals.MUTEX,
        Rivals.GRPC_LISTENER,
        Rivals.GRPC,
        Rivals.KOTLIN,
        Rivals.FUTURE,
    })
    String impl;

    @Param({"shared", "own"})
    String parent;

    /** Live children that the parent, or each of the parents, has all the time. */
    @Param({"0", "100000"})
    int standing;

    private Rival<Object, Object, Object> rival;
    private Object[] parents;
    private Object[] siblings;

    @Setup
    public void makeParents(BenchmarkParams params) {
        rival = Rivals.named(impl);
        int threads = params.getThreads();
        boolean lasting = standing > 0 || (threads > 1 && parent.equals("shared"));
        if (lasting && !rival.forgetsEndedChildren()) {
            throw new IllegalArgumentException(impl + " keeps ended children: its parents cannot be shared or lasting");
        }
        int count = parent.equals("own") ? threads : 1;
        parents = makeApart(count, rival::open);
        siblings = new Object[count * standing];
        for (int i = 0; i < siblings.length; i++) {
            siblings[i] = rival.derive(apart(parents, i % count));
        }
        tenure();
    }

    /** The requests of one thread. */
    @State(Scope.Thread)
    public static class Requests extends ParentRenewal {

        private Object parent;

        @Setup
        public void chooseParent(ChildBenchmark benchmark, ThreadParams thread) {
            int index = benchmark.parent.equals("own") ? thread.getThreadIndex() : 0;
            parent = apart(benchmark.parents, index);
            neededUnless(benchmark.rival.forgetsEndedChildren());
        }

        /** Always the same, unless the rival never lets go of ended children. */
        private Object nextParent(Rival<Object, Object, Object> rival) {
            if (isDue()) {
                rival.end(parent);
                parent = rival.open();
            }
            return parent;
        }
    }

    /** Those of one thread that are under way. Not where each ends at once: its parent has no other children then. */
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

        /** Anew each time: the ring stays young, as a request's own objects are, and storing into it marks no card. */
        @Setup(Level.Iteration)
        public void fill(ChildBenchmark benchmark, Requests mine) {
            children = new Object[IN_FLIGHT];
            for (int i = 0; i < IN_FLIGHT; i++) {
                children[i] = benchmark.rival.derive(mine.nextParent(benchmark.rival));
            }
        }

        @TearDown(Level.Iteration)
        public void drain(ChildBenchmark benchmark) {
            for (Object child : children) {
                benchmark.rival.end(child);
            }
        }
    }

    /** The same, with more of them than a table of random slots would reach. */
    @State(Scope.Thread)
    public static class ManyInFlight {

        private static final long MULTIPLIER = 6_364_136_223_846_793_005L;

        @Param({"1000", "100000"})
        int inFlight;

        private Object[] children;
        private long random;

        @Setup
        public void seed(ChildBenchmark benchmark, ThreadParams thread) {
            if (!benchmark.rival.forgetsEndedChildren()) {
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
                children[i] = benchmark.rival.derive(mine.nextParent(benchmark.rival));
            }
        }

        @TearDown(Level.Iteration)
        public void drain(ChildBenchmark benchmark) {
            for (Object child : children) {
                benchmark.rival.end(child);
            }
        }

        /** Of a linear congruential generator the upper half, scaled. */
        private int randomSlot() {
            random = random * MULTIPLIER + 1;
            return (int) ((random >>> Integer.SIZE) * children.length >>> Integer.SIZE);
        }
    }

    /** Each child ends before the next is made. */
    @Benchmark
    public void lifo(Requests mine) {
        rival.end(rival.derive(mine.nextParent(rival)));
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
        rival.end(children[slot]);
        children[slot] = rival.derive(mine.nextParent(rival));
    }
}
