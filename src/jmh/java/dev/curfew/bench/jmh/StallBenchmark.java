package dev.curfew.bench.jmh;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.CurfewTimers;
import dev.curfew.wheel.TimingWheel;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: the wheel thread was away for a second, in a pause of the collector or of the machine, in which a million
 * timers fell due. How long until it has caught up, per timer?
 *
 * <p>Prediction: a few cache misses each, as they are scattered over the heap: adopted, placed, perhaps cascaded once,
 * run.
 *
 * <p>Alternatives: agrona, which takes the time as an argument and has one thread, as curfew has here. netty and stpe
 * have clocks and threads of their own.
 *
 * <p>Blind spot: an injected clock, a wheel thread that polls, and tasks that count. curfew also takes the timers over
 * from the inbox here. agrona has placed its timers when they were scheduled, and looks up no task. Each call is
 * measured once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgs = {"-Xms2g", "-Xmx2g", "-Xmn512m", "-XX:+AlwaysPreTouch"})
@Shown(title = "Stall: a million timers fell due while the wheel thread was away")
public class StallBenchmark extends Measured {

    private static final int TIMERS = 1_000_000;
    private static final long SECOND = 1_000_000_000L;
    private static final int TICKS_PER_WHEEL = 1024;
    private static final int MOST_PER_POLL = 1024;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    private Runnable cycle;
    private long now;
    private int fired;

    /** Due in any order within the second to come. */
    @Setup(Level.Invocation)
    public void schedule() {
        now = 0;
        fired = 0;
        Random random = new Random(20_260_104);
        if (Alternative.of(impl) == Alternative.CURFEW) {
            TimingWheel wheel = new TimingWheel(() -> now, CurfewTimers.TICK, Throwable::printStackTrace);
            Runnable count = () -> fired++;
            for (int i = 0; i < TIMERS; i++) {
                wheel.schedule(random.nextInt((int) SECOND), count);
            }
            cycle = wheel::doWork;
        } else {
            DeadlineTimerWheel wheel = new DeadlineTimerWheel(NANOSECONDS, 0, CurfewTimers.TICK, TICKS_PER_WHEEL);
            DeadlineTimerWheel.TimerHandler count = (unit, nanos, id) -> {
                fired++;
                return true;
            };
            for (int i = 0; i < TIMERS; i++) {
                wheel.scheduleTimer(random.nextInt((int) SECOND));
            }
            cycle = () -> wheel.poll(now, count, MOST_PER_POLL);
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public int stall() {
        now = SECOND + CurfewTimers.TICK;
        while (fired < TIMERS) {
            cycle.run();
        }
        return fired;
    }
}
