package dev.curfew.grpc;

import dev.curfew.Context;
import dev.curfew.Registration;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors.CheckedForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * A call that its context cancels.
 *
 * <p>The context may end, and the call may close, while the action is being registered. Who registers stores the
 * registration and then looks whether the call has closed; who closes says so and then looks for the registration. Both
 * are volatile, so at least one sees the other, and stops it.
 */
final class ContextClientCall<ReqT, RespT> extends CheckedForwardingClientCall<ReqT, RespT> {

    /** The one that is started; what the superclass delegates to after a failure is another. */
    private final ClientCall<ReqT, RespT> call;

    private final Context context;
    private final PropagatedKeys keys;
    private volatile @Nullable Registration registration;
    private volatile boolean closed;
    private volatile boolean cut;

    ContextClientCall(ClientCall<ReqT, RespT> call, Context context, PropagatedKeys keys) {
        super(call);
        this.call = call;
        this.context = context;
        this.keys = keys;
    }

    /** What this throws before the call has started, the superclass closes the listener with. */
    @Override
    protected void checkedStart(Listener<RespT> listener, Metadata headers) throws StatusException {
        try {
            if (isOver()) {
                throw End.of(context).status().asException();
            }
            keys.write(context, headers);
        } catch (StatusException | RuntimeException e) {
            call.cancel("not started", e); // one that waits for its channel is known there
            throw e;
        }
        call.start(new Closing(listener), headers);
        listen();
    }

    /** Nothing may be thrown from here on: the listener is told by the call. */
    private void listen() {
        try {
            registration = context.onDone(this::cut);
        } catch (Throwable e) {
            call.cancel("the context cannot be listened to", e);
            return;
        }
        if (closed) {
            stop();
        }
    }

    private void stop() {
        Registration made = registration;
        if (made != null) {
            made.stop();
        }
    }

    private void cut() {
        Status status = End.of(context).status();
        cut = true;
        call.cancel(status.getDescription(), status.getCause());
    }

    /** Whether the context has ended, also if its deadline has passed unnoticed. */
    private boolean isOver() {
        return context.hasDeadline()
                ? context.expireIfDue(context.runtime().clock().nanoTime())
                : context.isDone();
    }

    /** A call that was cancelled refuses messages; but who sends them does not know yet, and learns of it by the listener. */
    @Override
    public void sendMessage(ReqT message) {
        if (cut) {
            return;
        }
        try {
            super.sendMessage(message);
        } catch (IllegalStateException e) {
            ignoreIfCut(e);
        }
    }

    @Override
    public void halfClose() {
        if (cut) {
            return;
        }
        try {
            super.halfClose();
        } catch (IllegalStateException e) {
            ignoreIfCut(e);
        }
    }

    private void ignoreIfCut(IllegalStateException refusal) {
        if (!cut) {
            throw refusal;
        }
    }

    private final class Closing extends SimpleForwardingClientCallListener<RespT> {

        Closing(Listener<RespT> listener) {
            super(listener);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            closed = true;
            stop();
            Status told = status;
            Metadata with = trailers;
            try {
                if (isCutShort(status) && isOver()) {
                    told = End.of(context).status();
                    with = new Metadata(); // as grpc does: those of another status would contradict this one
                }
            } finally {
                super.onClose(told, with);
            }
        }

        private boolean isCutShort(Status status) {
            return status.getCode() == Status.Code.CANCELLED || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
        }
    }
}
