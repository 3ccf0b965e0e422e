package dev.curfew.soak;

/** The cause with which one scope was cancelled. */
final class ScopeCauseOf extends Exception {

    private static final long serialVersionUID = 1L;

    private final long scope;

    ScopeCauseOf(long scope) {
        super("scope " + Long.toHexString(scope), null, false, false);
        this.scope = scope;
    }

    long scope() {
        return scope;
    }
}
