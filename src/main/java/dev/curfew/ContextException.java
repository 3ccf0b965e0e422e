package dev.curfew;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Why a context ended: {@link CanceledException} or {@link DeadlineExceededException}.
 *
 * <p>A {@link CancellationException}, so futures, executors and Kotlin coroutines treat it as cancellation.
 *
 * <p>Two kinds of instances exist. {@link Context#CANCELED} and {@link Context#DEADLINE_EXCEEDED} are shared constants
 * that {@link Context#err()} returns. They have no stack trace; {@link #initCause}, {@link #setStackTrace} and
 * {@link #addSuppressed} do nothing to them; they stay the same through serialization, and are compared by {@code ==}.
 * {@link Context#throwIfDone()} throws fresh instances, which are ordinary exceptions.
 */
public abstract sealed class ContextException extends CancellationException
        permits CanceledException, DeadlineExceededException {

    private static final long serialVersionUID = 1L;

    /** False for the shared constants, and while the constructor of {@link Throwable} runs. */
    private final boolean fresh;

    /** A shared constant. */
    ContextException(String message) {
        super(message);
        fresh = false;
    }

    /** One to throw, with the stack trace of its constructor. */
    ContextException(String message, @Nullable Throwable cause) {
        super(message);
        fresh = true;
        fillInStackTrace();
        if (cause != null) {
            initCause(cause);
        }
    }

    final boolean isFresh() {
        return fresh;
    }

    /** One of the same kind, to be thrown. */
    abstract ContextException fresh(@Nullable Throwable cause);

    /**
     * Whether time ran out, rather than somebody cancelling.
     *
     * @return {@code true} for {@link DeadlineExceededException}
     */
    public abstract boolean isTimeout();

    /** Records the stack trace; nothing on the shared constants. */
    @Override
    public final synchronized Throwable fillInStackTrace() {
        return fresh ? super.fillInStackTrace() : this;
    }

    /** Sets the stack trace; nothing on the shared constants. */
    @Override
    public final void setStackTrace(StackTraceElement[] stackTrace) {
        if (fresh) {
            super.setStackTrace(stackTrace);
        }
    }

    /** Sets the cause; nothing on the shared constants. */
    @Override
    public final synchronized Throwable initCause(@Nullable Throwable cause) {
        return fresh ? super.initCause(cause) : this;
    }
}
