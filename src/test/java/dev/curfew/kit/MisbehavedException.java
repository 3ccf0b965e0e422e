package dev.curfew.kit;

/** What a misbehaving foreign shape throws. */
public final class MisbehavedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MisbehavedException(String where) {
        super("foreign Done failed in " + where);
    }
}
