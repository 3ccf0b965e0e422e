package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: how long after the call of cancel does a thread that is parked in await run again, and an action that was
 * handed to an executor?
 *
 * <p>Prediction: what the operating system takes to wake a thread, some 10 to 50 µs for a platform thread; for a
 * virtual one a few, if its carrier is awake. The part of the library is smaller than the variance of that.
 *
 * <p>Alternatives: future has no parent here, because a live one would keep it and search what it keeps. So its
 * contexts end a few nanoseconds cheaper. Contexts of grpc cannot be waited for.
 *
 * <p>Blind spot: the thread that cancels spins until the other has run, so the other has one of two cores for itself.
 * On a loaded machine the part of the scheduler grows. Parked means that {@code getState()} says so and 20 µs have
 * passed. Rows of virtual threads need a Java 21.
 */
@State(Scope.Benchmark)
@Shown(title = "Wake: from cancel until another thread runs")
public class WakeBenchmark extends Measured {

    private static final long PARKING_NANOS = 20_000;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    /** Of the waiter, or of the executor. */
    @Param({Threads.PLATFORM, Threads.VIRTUAL})
    String thread;

    private Contexts<Object, Object, Object> contexts;
    private Supplier<Object> open;

    @Setup
    public void chooseLibrary() {
        Alternative alternative = Alternative.of(impl);
        contexts = Libraries.contexts(alternative);
        Object server = contexts.open();
        open = alternative.forgetsEndedChildren() ? () -> contexts.derive(server) : contexts::open;
    }

    private static void awaitParking() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PARKING_NANOS) {
            Thread.onSpinWait();
        }
    }

    /** A thread that waits for one context after the other. */
    @State(Scope.Thread)
    public static class Waiter {

        private Thread thread;
        private Object context;
        private volatile Object waitsFor;
        private volatile int woken;
        private volatile boolean stopped;

        @Setup
        public void start(WakeBenchmark benchmark) {
            thread = Threads.start(benchmark.thread, () -> run(benchmark.contexts));
        }

        /** It costs a microsecond or two per call, and little of that is in what is measured. */
        @Setup(Level.Invocation)
        public void park(WakeBenchmark benchmark) {
            context = benchmark.open.get();
            waitsFor = context;
            while (waitsFor != null || thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            awaitParking();
        }

        private void run(Contexts<Object, Object, Object> contexts) {
            try {
                while (!stopped) {
                    Object next = waitsFor;
                    if (next == null) {
                        // A parked thread would look as if it waited for the context.
                        Thread.yield();
                        continue;
                    }
                    waitsFor = null;
                    contexts.await(next);
                    woken++;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @TearDown
        public void stop() {
            stopped = true;
        }
    }

    @Benchmark
    public void waiter(Waiter waiter) {
        int before = waiter.woken;
        contexts.end(waiter.context);
        while (waiter.woken == before) {
            Thread.onSpinWait();
        }
    }

    /** An executor that is idle, and an action for it. */
    @State(Scope.Thread)
    public static class Handed {

        private final Runnable action = this::ran;
        private ExecutorService executor;
        private Object context;
        private volatile int runs;

        @Setup
        public void start(WakeBenchmark benchmark) {
            executor = Threads.executor(benchmark.thread);
        }

        @Setup(Level.Invocation)
        public void register(WakeBenchmark benchmark) {
            context = benchmark.open.get();
            benchmark.contexts.register(context, action, executor);
            awaitParking();
        }

        private void ran() {
            runs++;
        }

        @TearDown
        public void stop() {
            executor.shutdownNow();
        }
    }

    @Benchmark
    public void action(Handed handed) {
        int before = handed.runs;
        contexts.end(handed.context);
        while (handed.runs == before) {
            Thread.onSpinWait();
        }
    }
}
