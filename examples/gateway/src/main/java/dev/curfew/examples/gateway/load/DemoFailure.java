package dev.curfew.examples.gateway.load;

/** Ends the demo; the message is all that is to be said about it. */
final class DemoFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    DemoFailure(String message) {
        super(message);
    }
}
