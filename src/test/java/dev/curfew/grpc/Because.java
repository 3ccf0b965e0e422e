package dev.curfew.grpc;

/** A cause to recognise. */
final class Because extends Exception {

    private static final long serialVersionUID = 1L;

    Because(String message) {
        super(message);
    }
}
