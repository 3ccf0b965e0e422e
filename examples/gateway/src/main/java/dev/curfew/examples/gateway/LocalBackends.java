package dev.curfew.examples.gateway;

import dev.curfew.wheel.TimingWheel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;

/** Simulated backends in this process: their latencies are timeouts on one timing wheel. */
final class LocalBackends implements Backends {

    private static final long TICK_NANOS = 1 << 16;
    private static final double SIGMA = 0.4;
    private static final double TAIL = 0.03;

    private final WorkCounter counter = new WorkCounter();
    private final TimingWheel wheel;
    private final List<Source> sources;
    private Work before = Work.NONE;

    LocalBackends(long seed, ErrorHandler errorHandler) {
        wheel = new TimingWheel(SystemNanoClock.INSTANCE, TICK_NANOS, errorHandler);
        sources = List.of(
                source(Source.QUOTES, 2, seed),
                source(Source.FUNDAMENTALS, 5, seed + 2),
                source(Source.NEWS, 10, seed + 4));
    }

    private Source source(String name, int medianMillis, long seed) {
        SkewedLatency latency = new SkewedLatency(TimeUnit.MILLISECONDS.toNanos(medianMillis), SIGMA, TAIL);
        return Source.of(
                name,
                new SimulatedBackend(name, wheel, latency, seed, counter),
                new SimulatedBackend(name, wheel, latency, seed + 1, counter),
                2L * medianMillis);
    }

    @Override
    public List<Source> sources() {
        return sources;
    }

    @Override
    public List<Agent> agents() {
        return List.of(wheel);
    }

    @Override
    public Work work() {
        return counter.work().minus(before);
    }

    @Override
    public void resetWork() {
        before = counter.work();
    }

    /** The agent thread has closed the wheel. */
    @Override
    public void close() {}
}
