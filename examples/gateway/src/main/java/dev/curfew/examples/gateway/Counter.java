package dev.curfew.examples.gateway;

import java.util.concurrent.atomic.LongAdder;

/** Counts on any thread. One thread, that of the figures, reads and starts over, and no count is lost in between. */
final class Counter {

    private final LongAdder adder = new LongAdder();
    private long before;

    void increment() {
        adder.increment();
    }

    void add(long n) {
        adder.add(n);
    }

    /** Since the last reset. */
    long get() {
        return adder.sum() - before;
    }

    void reset() {
        before = adder.sum();
    }
}
