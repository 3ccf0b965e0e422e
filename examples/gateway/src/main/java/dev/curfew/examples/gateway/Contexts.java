package dev.curfew.examples.gateway;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Lease;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Derives the gateway's contexts: counts those that are open, and records how late a deadline ended its context. */
final class Contexts {

    private final LongAdder open = new LongAdder();
    private final Runnable ended = open::decrement;
    private final Timings lateness;
    private final Timings latenessPolled;
    private volatile @Nullable Thread poller;

    Contexts(Timings lateness, Timings latenessPolled) {
        this.lateness = lateness;
        this.latenessPolled = latenessPolled;
    }

    /** The calling thread asks {@code expireIfDue}: what ends on it is its own doing, not a timer's. */
    void polledByThisThread() {
        poller = Thread.currentThread();
    }

    CancelContext withCancel(Context parent) {
        return counted(parent.withCancel());
    }

    Lease withLease(Context parent, long nanos) {
        return counted(parent.withLeaseNanos(nanos));
    }

    private <C extends Context> C counted(C context) {
        open.increment();
        context.onDone(ended);
        return context;
    }

    CancelContext withTimeout(Context parent, long timeoutNanos) {
        CancelContext context = parent.withTimeoutNanos(timeoutNanos);
        open.increment();
        boolean inherited = context.deadlineNanos() == parent.deadlineNanos();
        context.onDone(inherited ? ended : () -> endedAtDeadline(context));
        return context;
    }

    /** Contexts derived here that have not ended. */
    long open() {
        return open.sum();
    }

    private void endedAtDeadline(Context context) {
        if (context.err() == Context.DEADLINE_EXCEEDED) {
            Timings of = Thread.currentThread() == poller ? latenessPolled : lateness;
            of.record(context.runtime().clock().nanoTime() - context.deadlineNanos());
        }
        open.decrement();
    }
}
