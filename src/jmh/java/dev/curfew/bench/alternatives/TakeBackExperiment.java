package dev.curfew.bench.alternatives;

import dev.curfew.bench.Measured;
import dev.curfew.wheel.internal.TimerNode;
import dev.curfew.wheel.internal.Wheel;
import dev.curfew.wheel.internal.WheelThread;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does a timeout that is cancelled as the newest of its stripe gain by taking itself back, and what more by
 * doing so before anything else, as it may whose context is its only canceller?
 *
 * <p>Prediction: {@code cancelAlone} is {@code cancel} less the CAS of the state. {@code cancelOlder} leaves the node to the
 * owner, who drops it 8 ms later and out of its caches: more than the CAS that it saves, and an owner that has work.
 *
 * <p>Run: {@code make bench-experiment E=TakeBack}
 */
@State(Scope.Thread)
public class TakeBackExperiment extends Measured {

    private static final long TICK_NANOS = 1 << 20;
    private static final long FAR_NANOS = 5_000_000_000L;
    private static final Runnable NOTHING = () -> {};

    private WheelThread thread;
    private Wheel wheel;
    private long deadlineNanos;
    private TimerNode older;

    @Setup
    public void startOwner() {
        thread = new WheelThread(System::nanoTime, TICK_NANOS, Throwable::printStackTrace, null, Thread::new, true);
        wheel = thread.wheel();
        thread.startToStay();
        tenure();
    }

    @Setup(Level.Iteration)
    public void choosePointInTime() {
        deadlineNanos = System.nanoTime() + FAR_NANOS;
        older = wheel.schedule(deadlineNanos, NOTHING);
    }

    @TearDown
    public void stopOwner() {
        thread.close(Long.MAX_VALUE);
    }

    @Benchmark
    public boolean cancel() {
        return wheel.schedule(deadlineNanos, NOTHING).cancel();
    }

    @Benchmark
    public boolean cancelAlone() {
        return wheel.schedule(deadlineNanos, NOTHING).cancelAlone();
    }

    /** The one before. */
    @Benchmark
    public boolean cancelOlder() {
        TimerNode newest = wheel.schedule(deadlineNanos, NOTHING);
        boolean cancelled = older.cancel();
        older = newest;
        return cancelled;
    }
}
