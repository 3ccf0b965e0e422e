package dev.curfew.bench;

import java.util.concurrent.ExecutorService;
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
 * <p>Prediction: what the operating system takes to wake a thread, some 10 to 50 µs for a platform thread; for a virtual
 * one a few, if its carrier is awake. The library's part is less than that varies.
 *
 * <p>Rivals: future has no parent here, for a live one would keep it and search what it keeps: so its
 * contexts end a few nanoseconds cheaper. grpc's contexts cannot be waited for.
 *
 * <p>Blind spot: the thread that cancels spins until it is answered, so each other thread has the other core of two for
 * itself: on a loaded machine the scheduler's part grows. Parked means so reported by {@code getState()} and 20 µs passed.
 *
 * <p>Run: {@code make bench-full BENCH=Wake}; rows of virtual threads need {@code JDK=} of 21 or later.
 */
@State(Scope.Benchmark)
public class WakeBenchmark extends Measured {

    private static final long SETTLE_NANOS = 20_000;

    @Param({Rivals.CURFEW, Rivals.MUTEX, Rivals.FUTURE})
    String impl;

    /** Of the waiter, or of the executor. */
    @Param({Threads.PLATFORM, Threads.VIRTUAL})
    String thread;

    private WakeRival<Object> rival;

    @Setup
    public void chooseRival() {
        rival = WakeRival.named(impl);
    }

    private static void settle() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < SETTLE_NANOS) {
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
            thread = Threads.start(benchmark.thread, () -> run(benchmark.rival));
        }

        /** It costs a microsecond or two per call, of which little is in what is measured. */
        @Setup(Level.Invocation)
        public void park(WakeBenchmark benchmark) {
            context = benchmark.rival.open();
            waitsFor = context;
            while (waitsFor != null || thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            settle();
        }

        private void run(WakeRival<Object> rival) {
            try {
                while (!stopped) {
                    Object next = waitsFor;
                    if (next == null) {
                        // Not parked: that would look like waiting for the context.
                        Thread.yield();
                        continue;
                    }
                    waitsFor = null;
                    rival.await(next);
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
        rival.end(waiter.context);
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
            context = benchmark.rival.open();
            benchmark.rival.register(context, action, executor);
            settle();
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
        rival.end(handed.context);
        while (handed.runs == before) {
            Thread.onSpinWait();
        }
    }
}
