package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Alternative.Trait;
import dev.curfew.bench.libraries.Libraries;
import dev.curfew.bench.libraries.Timers;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Question: what does a timer cost without a context: scheduled and cancelled at once, with none to a million others
 * waiting, and scheduled and fired?
 *
 * <p>Prediction: one allocation, two CASes and a fence each way, and as much again for the reading of the clock, which
 * a caller that has a deadline saves. Other timers that wait cost nothing, except in a heap.
 *
 * <p>Alternatives: netty and stpe take delays only and read the clock themselves. {@code scheduleAndCancelAbsolute}
 * gives them a delay that is known already, so the caller does not read the clock for them. agrona takes deadlines, as
 * curfew does: for a delay the caller reads the clock once for either, for a deadline nobody does. agrona is for one
 * thread, which also fires: it hands nothing over, and shows what that costs the others. Its timers are numbers, so the
 * caller keeps a map of tasks, which is part of its rows.
 *
 * <p>Blind spot: the score of netty depends on how long an iteration is. What was cancelled stays until the next tick
 * of its worker, which takes over 100,000 timers, so a million a second. More are made here, so they pile up. The
 * timers are made anew for each iteration, which hides what that does to a heap over hours. {@code scheduleAndFire}
 * waits for the tick of netty (100 ms, a microsecond per timer) and for the wake-up of the others. It counts on the
 * thread that fires, without an atomic.
 */
@State(Scope.Benchmark)
// Room for what piles up in netty, and for a million timers in a heap.
@Fork(
        value = 2,
        jvmArgs = {"-Xms2g", "-Xmx2g", "-Xmn512m", "-XX:+AlwaysPreTouch"})
@Shown(
        title = "Wheel: schedule and cancel, or fire, without contexts",
        note = "netty and stpe take delays: for an absolute deadline they are given the difference to a known time. "
                + "agrona has one thread, which also fires.")
public class WheelBenchmark extends Measured {

    private static final long SECOND = 1_000_000_000L;
    private static final long DELAY = 5 * SECOND;
    private static final int BATCH = 100_000;
    /** What the worker of netty places in a tick of 100 ms. The others are done sooner. */
    private static final int PLACED_PER_TICK = 100_000;

    private static final long TICK_MILLIS = 100;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    /** Timers that wait all the time, due in 1 to 10 minutes. */
    @Param({"0", "100000", "1000000"})
    int live;

    private Timers timers;
    private volatile int fired;
    private final Runnable count = this::countFired;

    @Setup
    public void checkThreads(BenchmarkParams params) {
        if (params.getThreads() > 1 && Alternative.of(impl).has(Trait.ONE_THREAD)) {
            throw new IllegalArgumentException(impl + " is for one thread");
        }
    }

    @Setup(Level.Iteration)
    public void makeTimers() throws InterruptedException {
        if (timers != null && !timers.pilesUp()) {
            return;
        }
        closeTimers();
        timers = Libraries.timers(Alternative.of(impl));
        Random random = new Random(20_260_103);
        for (int i = 0; i < live; i++) {
            timers.scheduleIn(SECOND * (60 + random.nextInt(540)) + random.nextInt((int) SECOND), count);
        }
        awaitPlaced();
        tenure();
    }

    /** Otherwise the first iterations run beside a thread that still places the timers that wait. */
    private void awaitPlaced() throws InterruptedException {
        if (live > 0) {
            TimeUnit.MILLISECONDS.sleep((live / PLACED_PER_TICK + 2) * TICK_MILLIS);
        }
    }

    @TearDown
    public void closeTimers() {
        if (timers != null) {
            timers.close();
        }
    }

    /** A reading of the clock that many calls share. */
    @State(Scope.Thread)
    public static class Now {

        private long nanos;

        @Setup(Level.Iteration)
        public void readClock() {
            nanos = System.nanoTime();
        }
    }

    @Benchmark
    public void scheduleAndCancel() {
        timers.scheduleAndCancelIn(DELAY);
    }

    @Benchmark
    public void scheduleAndCancelAbsolute(Now now) {
        timers.scheduleAndCancelAt(now.nanos + 12 * DELAY, now.nanos);
    }

    /** One thread: 100,000 timers that are due, until the last has run. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void scheduleAndFire() {
        fired = 0;
        for (int i = 0; i < BATCH; i++) {
            timers.scheduleDue(count);
        }
        while (fired < BATCH) {
            timers.fire();
        }
    }

    /** Only the thread that fires calls it. */
    private void countFired() {
        fired++;
    }
}
