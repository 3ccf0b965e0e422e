package dev.curfew.examples.gateway;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** One generator per draw, so that the n-th call gets the same latency in every run, whichever thread makes it. */
final class SeededRandoms {

    /** Not the generator's own increment: the n-th would then begin where the one before is after a step. */
    private static final long SPREAD = 0xD1342543DE82EF95L;

    private final AtomicLong next;

    SeededRandoms(long seed) {
        next = new AtomicLong(seed * SPREAD);
    }

    RandomGenerator next() {
        return new SplittableRandom(next.getAndAdd(SPREAD));
    }
}
