package dev.curfew.bench.jmh;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does the interface {@link dev.curfew.bench.libraries.Contexts} add to a measurement?
 *
 * <p>Prediction: nothing for a poll: each fork has one alternative, so every call is inlined after a comparison of
 * classes. For a child a nanosecond or two, the same for every alternative: a CAS keeps the loads behind it from
 * overlapping.
 *
 * <p>Alternatives: the same calls are written by hand here and made through the interface by {@link PollBenchmark} and
 * {@link ChildBenchmark}. Blind spot: the lock-free core only, one thread.
 */
@State(Scope.Benchmark)
@Shown(title = "ByHand: by hand, to compare with Poll and Child")
public class ByHandBenchmark extends Measured {

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
