package dev.curfew.examples.gateway;

import java.util.random.RandomGenerator;

/** Latencies as services have them: log-normal around a median, and a few per cent that take ten times as long. */
record SkewedLatency(long medianNanos, double sigma, double tailShare) {

    private static final int TAIL_FACTOR = 10;

    long nanos(RandomGenerator random) {
        double nanos = medianNanos * Math.exp(sigma * random.nextGaussian());
        return (long) (random.nextDouble() < tailShare ? TAIL_FACTOR * nanos : nanos);
    }
}
