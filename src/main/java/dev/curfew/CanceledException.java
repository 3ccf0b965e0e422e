package dev.curfew;

import org.jspecify.annotations.Nullable;

/** The context or an ancestor was cancelled. */
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
     * Replaces a deserialized copy of the shared constant by the constant.
     *
     * @return the constant; this if it is an exception that was thrown, or is becoming the constant
     */
    @SuppressWarnings("NullAway") // The constant is null while it is being made.
    private Object readResolve() {
        return isFresh() || SHARED == null ? this : SHARED;
    }
}
