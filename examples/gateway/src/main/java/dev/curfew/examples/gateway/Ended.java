package dev.curfew.examples.gateway;

import dev.curfew.Context;

/** Why the gateway ended a context: causes without a stack trace, shared, compared by identity. */
final class Ended extends Exception {

    private static final long serialVersionUID = 1L;

    static final Ended CLIENT_GONE = new Ended("the client closed its connection");
    static final Ended IDLE = new Ended("the connection was idle for too long");
    static final Ended NOT_READING = new Ended("the client asks for more and does not read what it got");
    static final Ended SHUTDOWN = new Ended("the gateway is shutting down");
    /** What matching acknowledges ends without a cause of its own, as nothing else does: that allocates nothing. */
    static final Throwable ACKNOWLEDGED = Context.CANCELED;

    static final Ended CANCELLED = new Ended("the order was cancelled by its owner");

    private Ended(String message) {
        super(message, null, false, false);
    }
}
