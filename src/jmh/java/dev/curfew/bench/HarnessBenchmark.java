package dev.curfew.bench;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does the {@link Rival} interface add to a measurement?
 *
 * <p>Prediction: nothing for a poll: each fork has one rival, so every call is inlined after a comparison of classes.
 * For a child a nanosecond or two, the same for every rival: a CAS keeps the loads behind it from overlapping.
 *
 * <p>Rivals: the same calls written by hand here and made through the interface by {@link PollBenchmark} and
 * {@link ChildBenchmark}. Blind spot: the lock-free core only, one thread.
 *
 * <p>Run: {@code make bench-full BENCH='Harness|Poll|Child' THREADS=1}
 */
@State(Scope.Benchmark)
public class HarnessBenchmark extends Measured {

    private CancelContext parent;
    private Context polled;

    @Setup
    public void makeContexts() {
        parent = ContextRuntime.builder()
                .core(Core.LOCK_FREE)
                .build()
                .background()
                .withCancel();
        polled = parent.withCancel();
        tenure();
    }

    @Benchmark
    public boolean pollByHand() {
        return polled.isDone();
    }

    @Benchmark
    public void childByHand() {
        parent.withCancel().cancel();
    }
}
