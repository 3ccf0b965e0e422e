package dev.curfew.bench.jmh;

import dev.curfew.CancelContext;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Libraries;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does an action cost that a context schedules, as a hedge or a retry of a request does, if it is stopped
 * before its time, as nearly all are?
 *
 * <p>Prediction: as much as a timeout ({@link TimeoutBenchmark}).
 *
 * <p>Alternatives: timers without contexts, which do not end with the request, are in {@link WheelBenchmark}. Blind
 * spot: one thread, none fires.
 */
@State(Scope.Benchmark)
@Shown(title = "Schedule: an action of a live context for later, and stop it")
public class ScheduleBenchmark extends Measured {

    private static final long DELAY = 5_000_000_000L;
    private static final Runnable NOTHING = () -> {};

    /** The suite names the other. */
    @Param("curfew")
    String impl;

    private CancelContext context;

    @Setup
    public void makeContext() {
        context = Libraries.runtime(Alternative.of(impl)).background().withCancel();
        tenure();
    }

    @Benchmark
    public boolean scheduleAndStop() {
        return context.scheduleAfterNanos(DELAY, NOTHING).stop();
    }
}
