package dev.curfew;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Why a context ended: {@link CanceledException} or {@link DeadlineExceededException}.
 *
 * <p>It is a {@link CancellationException}. Kotlin coroutines treat a {@code CancellationException} as a cancellation.
 * The JDK's executors and futures treat a task that throws one as failed: {@code get()} throws an
 * {@link java.util.concurrent.ExecutionException}, and {@code isCancelled()} is false. A
 * {@link java.util.concurrent.CompletableFuture} that is completed exceptionally with one counts as cancelled. The
 * project's guide has a table.
 *
 * <p>There are two kinds of instances. {@link Context#CANCELED} and {@link Context#DEADLINE_EXCEEDED} are shared
 * constants, which {@link Context#err()} returns. They have no stack trace. {@link #initCause}, {@link #setStackTrace}
 * and {@link #addSuppressed} do nothing to them, because an exception added to a shared instance would never be
 * released. They are compared by {@code ==}, also after serialization. {@link Context#throwIfDone()} throws new
 * instances, which are ordinary exceptions.
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

    /** An exception to throw, with the stack trace of its constructor. */
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

    /** A new exception of the same class, to be thrown. */
    abstract ContextException fresh(@Nullable Throwable cause);

    /**
     * Whether the context ended by its deadline and not by a cancellation.
     *
     * @return {@code true} for {@link DeadlineExceededException}
     */
    public abstract boolean isTimeout();

    /** Records the stack trace. Does nothing to the shared constants. */
    @Override
    public final synchronized Throwable fillInStackTrace() {
        return fresh ? super.fillInStackTrace() : this;
    }

    /** Sets the stack trace. Does nothing to the shared constants. */
    @Override
    public final void setStackTrace(StackTraceElement[] stackTrace) {
        if (fresh) {
            super.setStackTrace(stackTrace);
        }
    }

    /** Sets the cause. Does nothing to the shared constants. */
    @Override
    public final synchronized Throwable initCause(@Nullable Throwable cause) {
        return fresh ? super.initCause(cause) : this;
    }
}
