package dev.curfew;

import org.jspecify.annotations.Nullable;

/** The deadline of the context passed, or that of an ancestor. */
public final class DeadlineExceededException extends ContextException {

    private static final long serialVersionUID = 1L;
    private static final String MESSAGE = "context deadline exceeded";

    @SuppressWarnings("StaticAssignmentOfThrowable") // as CanceledException.SHARED
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
     * Keeps the shared constant the same through serialization.
     *
     * @return the constant, or this if it was thrown or becomes the constant
     */
    @SuppressWarnings("NullAway") // The constant is null while it is made.
    private Object readResolve() {
        return isFresh() || SHARED == null ? this : SHARED;
    }
}
