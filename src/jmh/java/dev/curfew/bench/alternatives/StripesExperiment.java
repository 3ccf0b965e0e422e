package dev.curfew.bench.alternatives;

import dev.curfew.bench.Measured;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: how many stripes, and how far apart must their heads be, under each collector? Do two threads get into each
 * other's way through the cards?
 *
 * <p>Prediction for the layout: two heads in 64 bytes share a cache line at times, and adjacent lines are fetched in pairs,
 * so 128 bytes and more are equal, and an object padded behind its head is a gamble. Every store of a reference marks the
 * card of its 512 bytes of heap, and a cache line of marks covers 32 KiB. So if marks are what is shared, a stride of a card
 * changes nothing, and 64 KiB is as fast as anything: under Parallel. With {@code -XX:+UseCondCardMark} a marked card is
 * only read; G1 does not mark for a store into a young region; ZGC 17 has no cards. There 64 KiB gains nothing.
 *
 * <p>Prediction for the count: a thread meets another in one of {@code count} cases and moves on when its CAS fails; so each
 * doubling halves what two threads lose by meeting, and more than 8 gains nothing that can be seen on 2 cores.
 *
 * <p>An operation is what scheduling and cancelling does to the heads of the wheel's stacks: push, end, pop. A stripe of
 * slots has the same layout and the same neighbours, with a CAS of a slot in place of each of a head. In the layout rows neighbouring
 * threads use neighbouring stripes; in the count rows a thread takes a random stripe for 256 operations at a time. Heads are
 * old objects, nodes are young. Blind spot: in one array of 64 KiB steps G1 puts the heads in regions of their own, for
 * humongous objects.
 *
 * <p>The collector is a method, not an option: {@code JVM_ARGS} must not name another. More threads: {@code THREADS=4}.
 *
 * <p>Run: {@code make bench-experiment E=Stripes}
 */
@Threads(2)
public class StripesExperiment extends Measured {

    private static final int STRIPES = 8;
    private static final int BURST = 256;
    private static final int POPPED = 4;
    /** Dead nodes that may be left below others, in all: some for each time two threads met. */
    private static final int MOST_LEFT = 100_000;

    /** Eight heads, wherever they are. */
    @State(Scope.Benchmark)
    public static class Laid {

        @Param({
            Heads.ARRAYS,
            Heads.OBJECTS,
            Heads.APART_64,
            Heads.APART_128,
            Heads.APART_512,
            Heads.APART_1K,
            Heads.APART_64K,
        })
        String layout;

        private Heads heads;

        @Setup
        public void make() {
            heads = Heads.named(layout, STRIPES);
            tenure();
        }

        @TearDown
        public void check() {
            checkLeft(heads, STRIPES);
        }
    }

    /** So many heads, an array for each. */
    @State(Scope.Benchmark)
    public static class Counted {

        @Param({"1", "2", "4", "8", "16"})
        int stripes;

        private Heads heads;

        @Setup
        public void make() {
            heads = Heads.named(Heads.ARRAYS, stripes);
            tenure();
        }

        @TearDown
        public void check() {
            checkLeft(heads, stripes);
        }
    }

    /** A thread and where it pushes. */
    @State(Scope.Thread)
    public static class Mine {

        private int index;
        private Random random;
        private int operations;
        private int place;

        @Setup
        public void choose(ThreadParams thread) {
            index = thread.getThreadIndex();
            random = new Random(20_260_107 + index);
        }

        private int place() {
            if (operations++ % BURST == 0) {
                place = random.nextInt(1 << 16);
            }
            return place;
        }
    }

    @Benchmark
    @Fork(jvmArgsAppend = "-XX:+UseG1GC")
    public void count(Counted counted, Mine mine) {
        pushAndPop(counted.heads, mine.place(), counted.stripes - 1);
    }

    @Benchmark
    @Fork(jvmArgsAppend = "-XX:+UseG1GC")
    public void g1(Laid laid, Mine mine) {
        pushAndPop(laid.heads, mine.index, STRIPES - 1);
    }

    @Benchmark
    @Fork(jvmArgsAppend = "-XX:+UseParallelGC")
    public void parallel(Laid laid, Mine mine) {
        pushAndPop(laid.heads, mine.index, STRIPES - 1);
    }

    @Benchmark
    @Fork(jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:+UseCondCardMark"})
    public void parallelCondCardMark(Laid laid, Mine mine) {
        pushAndPop(laid.heads, mine.index, STRIPES - 1);
    }

    @Benchmark
    @Fork(jvmArgsAppend = "-XX:+UseZGC")
    public void zgc(Laid laid, Mine mine) {
        pushAndPop(laid.heads, mine.index, STRIPES - 1);
    }

    private static void pushAndPop(Heads heads, int place, int mask) {
        Heads.Node node = new Heads.Node();
        int stripe = push(heads, node, place & mask, mask);
        node.end();
        pop(heads, node, stripe);
    }

    private static int push(Heads heads, Heads.Node node, int first, int mask) {
        int stripe = first;
        while (true) {
            Heads.Node newest = heads.headAcquire(stripe);
            node.next = newest;
            if (heads.casHead(stripe, newest, node)) {
                return stripe;
            }
            stripe = (stripe + 1) & mask;
        }
    }

    private static void pop(Heads heads, Heads.Node node, int stripe) {
        if (heads.headAcquire(stripe) == node && heads.casHead(stripe, node, node.next)) {
            return;
        }
        for (int i = 0; i < POPPED; i++) {
            Heads.Node newest = heads.headAcquire(stripe);
            if (newest == null || !newest.isDead()) {
                return;
            }
            heads.casHead(stripe, newest, newest.next);
        }
    }

    /** All have ended: nothing is live, and little is left. */
    private static void checkLeft(Heads heads, int stripes) {
        int left = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (Heads.Node at = heads.headAcquire(stripe); at != null; at = at.next) {
                left++;
                if (!at.isDead() || left > MOST_LEFT) {
                    throw new AssertionError("a live node, or one of too many: " + left);
                }
            }
        }
    }
}
