package dev.curfew.examples.gateway;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import dev.curfew.ScopePool;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Derives the gateway's contexts and opens its scopes: counts those that have not ended, and records how late a deadline
 * ended each.
 */
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

    CancelContext withDeadline(Context parent, long ownNanos) {
        CancelContext context = parent.withDeadlineNanos(ownNanos);
        open.increment();
        long deadlineNanos = context.deadlineNanos();
        boolean inherited = deadlineNanos == parent.deadlineNanos();
        context.onDone(inherited ? ended : () -> ended(context.err(), deadlineNanos, context.runtime()));
        return context;
    }

    /** Opens a scope below a session, which has no deadline. */
    long open(ScopePool pool, ContextRuntime runtime, long deadlineNanos) {
        long scope = pool.open(deadlineNanos);
        open.increment();
        pool.onDone(scope, () -> ended(pool.err(scope), deadlineNanos, runtime));
        return scope;
    }

    /** Contexts derived, and scopes opened here that have not ended. */
    long open() {
        return open.sum();
    }

    private void ended(@Nullable ContextException err, long deadlineNanos, ContextRuntime runtime) {
        if (err == Context.DEADLINE_EXCEEDED) {
            Timings of = Thread.currentThread() == poller ? latenessPolled : lateness;
            of.record(runtime.clock().nanoTime() - deadlineNanos);
        }
        open.decrement();
    }
}
