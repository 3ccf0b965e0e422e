package dev.curfew.bench.jmh;

import dev.curfew.bench.alternatives.Inbox;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does it cost a producer to hand a timer to the wheel thread, and the wheel thread to take it, in the
 * striped stacks of this library and in other designs of the inbox?
 *
 * <p>Prediction: for the stripes a CAS on a line that no other thread writes; with one more thread a third of what a
 * shared line costs. A fetch-and-add comes close. The node is its own link, so the stacks allocate nothing beside it. A
 * linked queue does.
 *
 * <p>Alternatives: one stack; the unbounded queues of JCTools for several producers, with Unsafe and with VarHandle.
 * None of these numbers shows a producer that is stopped half-way: docs/experiments.md does.
 *
 * <p>Blind spot: the consumer comes each millisecond, on a core of its own if there are more cores than producers.
 * Stacks hand over the newest first, so they find the warmest nodes. {@code drain} has been filled by one thread, just
 * before: one stripe of several, all in the cache.
 */
@State(Scope.Benchmark)
// When producers have all cores, what they have offered piles up.
@Fork(
        value = 2,
        jvmArgs = {"-Xms2g", "-Xmx2g", "-Xmn512m", "-XX:+AlwaysPreTouch"})
@Shown(title = "Inbox: hand a timer to the wheel thread, and take it")
public class InboxBenchmark extends Measured {

    private static final int BATCH = 1_024;
    private static final long PAUSE_NANOS = 1_000_000;

    /** The suite names the others. */
    @Param("striped")
    String impl;

    private int taken;
    private final Consumer<Inbox.Node> take = node -> taken += node.value;

    /** An inbox that a thread empties each millisecond. */
    @State(Scope.Benchmark)
    public static class Emptied {

        private Inbox inbox;
        private Thread consumer;
        private volatile boolean stopped;

        @Setup
        public void start(InboxBenchmark benchmark) {
            inbox = Inbox.named(benchmark.impl);
            consumer = new Thread(() -> run(benchmark.take), "consumer");
            consumer.start();
        }

        private void run(Consumer<Inbox.Node> take) {
            while (!stopped) {
                inbox.drain(take);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        @TearDown
        public void stop() throws InterruptedException {
            stopped = true;
            consumer.join();
        }
    }

    /** What a producer pays, with the making of the node: 24 bytes. */
    @Benchmark
    public void offer(Emptied emptied) {
        emptied.inbox.offer(new Inbox.Node(1));
    }

    /** An inbox with a batch in it. */
    @State(Scope.Thread)
    public static class Filled {

        private Inbox inbox;

        @Setup
        public void make(InboxBenchmark benchmark) {
            inbox = Inbox.named(benchmark.impl);
        }

        /** The batch takes microseconds, the set-up by invocation tens of nanoseconds of it. */
        @Setup(Level.Invocation)
        public void fill() {
            for (int i = 0; i < BATCH; i++) {
                inbox.offer(new Inbox.Node(1));
            }
        }
    }

    /** What the consumer pays for a node. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int drain(Filled filled) {
        filled.inbox.drain(take);
        return taken;
    }
}
