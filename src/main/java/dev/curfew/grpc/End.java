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

    /** Whether a context has ended, also if its deadline has passed unnoticed; then this ends it, and runs its actions. */
    static boolean hasCome(Context context) {
        return context.hasDeadline()
                ? context.expireIfDue(context.runtime().clock().nanoTime())
                : context.isDone();
    }

    /** Of a context that is done. Throws nothing: a foreign one that does not say how it ended was cancelled. */
    static End of(Context ended) {
        ContextException err = Context.CANCELED;
        Throwable cause = null;
        try {
            ContextException said = ended.err();
            if (said == null) {
                return CANCELED;
            }
            err = said;
            cause = ended.cause();
        } catch (Throwable e) {
            // As far as it has said.
        }
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

    /** What to show in place of grpc's status, with what grpc says of its deadline: where the time has gone. */
    Status status(Status grpcs) {
        Status status = status();
        String description = grpcs.getDescription();
        if (!err.isTimeout() || grpcs.getCode() != Status.Code.DEADLINE_EXCEEDED || description == null) {
            return status;
        }
        // Where an interceptor below has done so, once is enough.
        return description.startsWith(message())
                ? status.withDescription(description)
                : status.augmentDescription(description);
    }

    /** The cause in words; its class where it has none. Throws nothing, whatever the cause does. */
    String message() {
        try {
            String message = cause.getMessage();
            return message == null || message.isBlank() ? cause.toString() : message;
        } catch (Throwable e) {
            return cause.getClass().getName();
        }
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
