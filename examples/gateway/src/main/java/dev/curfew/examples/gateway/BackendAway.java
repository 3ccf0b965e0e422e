package dev.curfew.examples.gateway;

/** A call has failed because there is nobody to take it: the backend is not there, or has gone in the middle. */
final class BackendAway extends Exception {

    private static final long serialVersionUID = 1L;

    BackendAway(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
