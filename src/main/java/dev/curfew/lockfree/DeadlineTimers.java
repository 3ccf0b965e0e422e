package dev.curfew.lockfree;

/** The seam between the core and what measures time: here goes the timing wheel. */
interface DeadlineTimers {

    String CLOSED = "the runtime was closed";

    /**
     * Has {@link DeadlineNode#expire} called once the deadline has passed on the runtime's clock, not a nanosecond early,
     * unless disarmed before; {@link DeadlineNode#abandon} if the timers are closed before.
     *
     * @throws IllegalStateException if closed
     */
    Timer arm(DeadlineNode node);

    /** Abandons all nodes that are armed; lets none be armed from now on. Idempotent. */
    void close();

    /** An armed deadline. */
    interface Timer {

        /** Lets go of the node at once. Idempotent. */
        void disarm();
    }
}
