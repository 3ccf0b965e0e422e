package dev.curfew.examples.gateway;

import java.util.concurrent.atomic.LongAdder;

/** Counts the work of simulated backends, on any thread. */
final class WorkCounter {

    private final LongAdder calls = new LongAdder();
    private final LongAdder callsCut = new LongAdder();
    private final LongAdder askedNanos = new LongAdder();
    private final LongAdder savedNanos = new LongAdder();

    void asked(long nanos) {
        calls.increment();
        askedNanos.add(nanos);
    }

    void cut(long leftNanos) {
        callsCut.increment();
        savedNanos.add(leftNanos);
    }

    Backends.Work work() {
        return new Backends.Work(calls.sum(), callsCut.sum(), askedNanos.sum(), savedNanos.sum());
    }
}
