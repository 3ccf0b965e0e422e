package dev.curfew.examples.gateway.load;

/**
 * What a client is to do, and when.
 *
 * @param number its own
 * @param dueNanos when it should start, counted from the start of the schedule
 * @param timeoutMillis how long the gateway may take; nought if it is not asked for anything that takes time
 * @param endNanos when another operation ends this one; as {@code dueNanos} if none does
 * @param ends the number of the operation that this one ends; its own if it ends none
 */
record Operation(Kind kind, long number, long dueNanos, int timeoutMillis, long endNanos, long ends) {

    private static final int USERS = 50;

    Operation(Kind kind, long number, long dueNanos, int timeoutMillis, long endNanos) {
        this(kind, number, dueNanos, timeoutMillis, endNanos, number);
    }

    /** The operation that ends this one. */
    Operation end(Kind endKind, long endNumber) {
        return new Operation(endKind, endNumber, endNanos, 0, endNanos, number);
    }

    String requestId() {
        return "r" + number;
    }

    /** Of the order that this places or cancels. */
    String orderId() {
        return "o" + ends;
    }

    /** An order is cancelled by who placed it. */
    String user() {
        return "user" + ends % USERS;
    }
}
