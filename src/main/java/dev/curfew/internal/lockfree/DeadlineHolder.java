package dev.curfew.internal.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * The nearest ancestor with a deadline of its own, which contexts below it inherit, or a lease, which hands on the
 * deadline above it; a root if there is none.
 */
interface DeadlineHolder {

    LockFreeCore core();

    /** {@link dev.curfew.Context#NO_DEADLINE} of a root. */
    long deadlineNanos();

    /**
     * Ends the holder if its deadline has passed. Returns what is above it and may be due too: a lease, or what stands
     * for one; null if there is nothing.
     */
    @Nullable
    DeadlineHolder expireOwn(long nowNanos);

    /** The nearest lease at or above this; a root if there is none. */
    DeadlineHolder leaseHolder();

    /** The holder whose deadline this one hands on; this one if it has a deadline of its own, or is a root. */
    DeadlineHolder source();

    /** The holder with whose deadline everything below a holder ends. A loop, because leases may lie in a row. */
    static DeadlineHolder ownerOf(DeadlineHolder holder) {
        DeadlineHolder owner = holder;
        for (DeadlineHolder next = owner.source(); next != owner; next = owner.source()) {
            owner = next;
        }
        return owner;
    }
}
