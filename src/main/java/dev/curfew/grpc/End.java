package dev.curfew.grpc;

import dev.curfew.Context;
import dev.curfew.ContextException;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a context ended, and what that looks like to grpc, which knows one {@code Throwable} and tells a deadline by its
 * being a {@link TimeoutException}. What grpc cannot express travels in an exception of ours, and comes back as it was.
 */
record End(ContextException err, Throwable cause) {

    private static final End CANCELED = new End(Context.CANCELED, Context.CANCELED);

    /** Of a context that is done. */
    static End of(Context ended) {
        ContextException err = ended.err();
        if (err == null) {
            return CANCELED; // a foreign context that does not say how
        }
        Throwable cause = ended.cause();
        return new End(err, cause == null ? err : cause);
    }

    /** Of a context of grpc's that is cancelled. */
    static End of(io.grpc.Context cancelled) {
        Throwable cause = cancelled.cancellationCause();
        if (cause == null) {
            return CANCELED;
        }
        if (cause instanceof DeadlineCarrier || cause instanceof CancelCarrier) {
            Throwable carried = cause.getCause();
            ContextException err = cause instanceof DeadlineCarrier ? Context.DEADLINE_EXCEEDED : Context.CANCELED;
            return new End(err, carried == null ? err : carried);
        }
        return new End(cause instanceof TimeoutException ? Context.DEADLINE_EXCEEDED : Context.CANCELED, cause);
    }

    /** What a context of grpc's is cancelled with: null for a plain cancel, as grpc has it. */
    @Nullable
    Throwable cancellationCause() {
        if (err.isTimeout()) {
            return new DeadlineCarrier(this);
        }
        if (cause == Context.CANCELED) {
            return null;
        }
        return cause instanceof TimeoutException || cause instanceof CancelCarrier ? new CancelCarrier(this) : cause;
    }

    /** What a call is closed with. */
    Status status() {
        return (err.isTimeout() ? Status.DEADLINE_EXCEEDED : Status.CANCELLED)
                .withDescription(message())
                .withCause(cause);
    }

    /** The cause in words; its class where it has none. */
    String message() {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.toString() : message;
    }

    /** A deadline, with whatever cause it was given. Without stack trace: it says where it was carried over. */
    static final class DeadlineCarrier extends TimeoutException {
        private static final long serialVersionUID = 1L;

        DeadlineCarrier(End end) {
            super(end.message());
            initCause(end.cause);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A cancel whose cause grpc would take for a deadline, or for one carried over. */
    static final class CancelCarrier extends CancellationException {
        private static final long serialVersionUID = 1L;

        CancelCarrier(End end) {
            super(end.message());
            initCause(end.cause);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
