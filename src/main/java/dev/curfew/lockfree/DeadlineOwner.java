package dev.curfew.lockfree;

/** The nearest ancestor with a deadline of its own, which contexts below inherit; a root if there is none. */
interface DeadlineOwner {

    LockFreeCore core();

    /** {@link dev.curfew.Context#NO_DEADLINE} of a root. */
    long deadlineNanos();

    /** Ends the owner if its deadline has passed. */
    boolean expireIfDue(long nowNanos);
}
