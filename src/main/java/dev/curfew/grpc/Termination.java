package dev.curfew.grpc;

import dev.curfew.Context;
import dev.curfew.ContextException;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a context ended, and how that crosses to gRPC and back. A context of gRPC has one {@code Throwable} for its end,
 * and a {@link TimeoutException} means a deadline. An end that gRPC cannot express is carried by an exception of this
 * class, and comes back unchanged.
 */
record Termination(ContextException err, Throwable cause) {

    private static final Termination CANCELED = new Termination(Context.CANCELED, Context.CANCELED);

    /**
     * Whether a context has ended. If its deadline has passed unnoticed, this call ends the context and runs its
     * actions.
     */
    static boolean hasEnded(Context context) {
        return context.hasDeadline()
                ? context.expireIfDue(context.runtime().clock().nanoTime())
                : context.isDone();
    }

    /**
     * How a context that is done ended. Throws nothing: a foreign context that does not say how it ended counts as
     * cancelled.
     */
    static Termination of(Context ended) {
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
            // The err that was read before is used, with no other cause.
        }
        return new Termination(err, cause == null ? err : cause);
    }

    /** How a cancelled context of gRPC ended. */
    static Termination of(io.grpc.Context cancelled) {
        Throwable cause = cancelled.cancellationCause();
        if (cause == null) {
            return CANCELED;
        }
        if (cause instanceof DeadlineCarrier || cause instanceof CancelCarrier) {
            Throwable carried = cause.getCause();
            ContextException err = cause instanceof DeadlineCarrier ? Context.DEADLINE_EXCEEDED : Context.CANCELED;
            return new Termination(err, carried == null ? err : carried);
        }
        return new Termination(cause instanceof TimeoutException ? Context.DEADLINE_EXCEEDED : Context.CANCELED, cause);
    }

    /** The cause with which to cancel a context of gRPC: null for a plain cancel, as in gRPC. */
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

    /** The status with which to close a call. */
    Status status() {
        return (err.isTimeout() ? Status.DEADLINE_EXCEEDED : Status.CANCELLED)
                .withDescription(message())
                .withCause(cause);
    }

    /**
     * The status to show in place of the one of gRPC. It keeps what gRPC says of a deadline: where the time has gone.
     */
    Status status(Status grpcStatus) {
        Status status = status();
        String description = grpcStatus.getDescription();
        if (!err.isTimeout() || grpcStatus.getCode() != Status.Code.DEADLINE_EXCEEDED || description == null) {
            return status;
        }
        // An interceptor below may have added the description already.
        return description.startsWith(message())
                ? status.withDescription(description)
                : status.augmentDescription(description);
    }

    /** The message of the cause; its class if it has no message. Throws nothing, whatever the cause does. */
    String message() {
        try {
            String message = cause.getMessage();
            return message == null || message.isBlank() ? cause.toString() : message;
        } catch (Throwable e) {
            return cause.getClass().getName();
        }
    }

    /** Carries a deadline and its cause. It has no stack trace, which would only show where the end crossed. */
    static final class DeadlineCarrier extends TimeoutException {
        private static final long serialVersionUID = 1L;

        DeadlineCarrier(Termination termination) {
            super(termination.message());
            initCause(termination.cause);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Carries a cancellation whose cause would count as a deadline, or as a carrier, on the other side. */
    static final class CancelCarrier extends CancellationException {
        private static final long serialVersionUID = 1L;

        CancelCarrier(Termination termination) {
            super(termination.message());
            initCause(termination.cause);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
