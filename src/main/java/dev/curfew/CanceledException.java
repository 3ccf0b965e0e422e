package dev.curfew;

import org.jspecify.annotations.Nullable;

/** The context was cancelled, or an ancestor was. */
public final class CanceledException extends ContextException {

    private static final long serialVersionUID = 1L;
    private static final String MESSAGE = "context canceled";

    @SuppressWarnings("StaticAssignmentOfThrowable") // see ContextException
    static final CanceledException SHARED = SharedException.of(new CanceledException());

    private CanceledException() {
        super(MESSAGE);
    }

    private CanceledException(@Nullable Throwable cause) {
        super(MESSAGE, cause);
    }

    @Override
    ContextException fresh(@Nullable Throwable cause) {
        return new CanceledException(cause);
    }

    @Override
    public boolean isTimeout() {
        return false;
    }

    /**
     * Keeps the shared constant the same through serialization.
     *
     * @return the constant, or this if it was thrown or becomes the constant
     */
    @SuppressWarnings("NullAway") // The constant is null while it is made.
    private Object readResolve() {
        return isFresh() || SHARED == null ? this : SHARED;
    }
}
