package dev.curfew;

import org.jspecify.annotations.Nullable;

/** The deadline of the context or of an ancestor passed. */
public final class DeadlineExceededException extends ContextException {

    private static final long serialVersionUID = 1L;
    private static final String MESSAGE = "context deadline exceeded";

    @SuppressWarnings("StaticAssignmentOfThrowable") // see ContextException
    static final DeadlineExceededException SHARED = SharedException.of(new DeadlineExceededException());

    private DeadlineExceededException() {
        super(MESSAGE);
    }

    private DeadlineExceededException(@Nullable Throwable cause) {
        super(MESSAGE, cause);
    }

    @Override
    ContextException fresh(@Nullable Throwable cause) {
        return new DeadlineExceededException(cause);
    }

    @Override
    public boolean isTimeout() {
        return true;
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
