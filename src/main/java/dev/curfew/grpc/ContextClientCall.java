package dev.curfew.grpc;

import dev.curfew.Context;
import dev.curfew.Registration;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall;
import io.grpc.ForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A call that its context cancels.
 *
 * <p>{@code registration} goes from null to the one that is made after the start; {@code closed} and {@code cut} go from
 * false to true. Who starts the call writes the first, who delivers its close the second, whoever cancels it for us the third.
 *
 * <ul>
 *   <li>I1: Once the close has been delivered, nothing is registered at the context, or who registers is about to stop it.
 *   <li>I2: The listener is closed at most once, and told nothing after that.
 *   <li>I3: Once {@code cut}, the call gets nothing more but cancels. It was set before our cancel.
 *   <li>I4: Whatever start throws, the call has been cancelled: one that waits for its channel is known there.
 *   <li>N1: A close that grpc cannot deliver, as the call's executor has been shut down, leaves the action registered until
 *       the context ends.
 *   <li>N2: A message that is sent while the context ends may reach the call or not.
 *   <li>N3: A call below that starts and then throws may tell the listener something while it is being closed.
 *   <li>O1: Store {@code registration}, load {@code closed}; store {@code closed}, load {@code registration}. All are
 *       volatile, so at least one side sees the other, and stops what is registered.
 *   <li>O2: Store {@code cut}, cancel; be refused, load {@code cut}. What grpc refuses by is a plain field, and our cancel not
 *       the only one that the end of a context brings, so who is refused asks the context as well.
 * </ul>
 */
final class ContextClientCall<ReqT, RespT> extends ForwardingClientCall<ReqT, RespT> {

    private static final ClientCall.Listener<Object> NOBODY = new ClientCall.Listener<>() {};

    private final ClientCall<ReqT, RespT> call;
    private final Context context;
    private final PropagatedKeys keys;
    /** The call's, null if it is the channel's. */
    private final @Nullable Executor executor;

    /** Plain: a call is started by one thread. */
    private boolean started;

    private volatile @Nullable Registration registration;
    private volatile boolean closed;
    private volatile boolean cut;

    ContextClientCall(ClientCall<ReqT, RespT> call, Context context, PropagatedKeys keys, @Nullable Executor executor) {
        this.call = call;
        this.context = context;
        this.keys = keys;
        this.executor = executor;
    }

    @Override
    protected ClientCall<ReqT, RespT> delegate() {
        return call;
    }

    /** What keeps the call from starting the listener is closed with; but an error is for who starts it to know. */
    @Override
    public void start(Listener<RespT> listener, Metadata headers) {
        if (started) {
            throw new IllegalStateException("already started");
        }
        started = true;
        Closing closing = new Closing(listener);
        try {
            if (End.hasCome(context)) {
                throw End.of(context).status().asException();
            }
            keys.write(context, headers);
            call.start(closing, headers);
        } catch (Exception e) {
            closing.instead(e);
            return;
        } catch (Error e) {
            cut("not started", e); // I4
            throw e;
        }
        listen();
    }

    private void cut(@Nullable String why, @Nullable Throwable cause) {
        cut = true; // O2
        call.cancel(why, cause);
    }

    /** Nothing may be thrown from here on: the listener is told by the call. */
    private void listen() {
        try {
            registration = context.onDone(this::onContextEnd); // O1
            if (closed) {
                stop();
            }
        } catch (Throwable e) {
            cut("the context cannot be listened to", e);
        }
    }

    private void stop() {
        Registration made = registration;
        if (made != null) {
            made.stop();
        }
    }

    private void onContextEnd() {
        Status status = End.of(context).status();
        cut(status.getDescription(), status.getCause());
    }

    // A call that was cancelled refuses messages, and one that was not started anything. Who sends does not know yet,
    // and learns of it by the listener.

    @Override
    public void request(int messages) {
        if (!cut) {
            super.request(messages);
        }
    }

    @Override
    public boolean isReady() {
        return !cut && super.isReady();
    }

    @Override
    public void setMessageCompression(boolean enabled) {
        if (!cut) {
            super.setMessageCompression(enabled);
        }
    }

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
        if (!cut && !context.isDone()) { // O2
            throw refusal;
        }
    }

    /** Who is told is replaced by nobody with the first close (I2). */
    private final class Closing extends ForwardingClientCallListener<RespT> {

        private final AtomicReference<Listener<RespT>> told;

        Closing(Listener<RespT> listener) {
            told = new AtomicReference<>(listener);
        }

        @Override
        protected Listener<RespT> delegate() {
            return told.get();
        }

        @SuppressWarnings("unchecked") // it takes anything
        private Listener<RespT> last() {
            return told.getAndSet((Listener<RespT>) NOBODY);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Listener<RespT> last = last();
            closed = true; // O1
            Status shown = status;
            Metadata with = trailers;
            try {
                stop();
                if (isCutShort(status) && End.hasCome(context)) {
                    shown = End.of(context).status(status);
                    with = new Metadata(); // as grpc does: those of another status would contradict this one
                }
            } finally {
                last.onClose(shown, with);
            }
        }

        private boolean isCutShort(Status status) {
            return status.getCode() == Status.Code.CANCELLED || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
        }

        /** The close of a call that has not started, as nearly as possible in the place where the call would have told it. */
        void instead(Exception failure) {
            Listener<RespT> last = last();
            Metadata trailers = Status.trailersFromThrowable(failure);
            Runnable close =
                    () -> last.onClose(Status.fromThrowable(failure), trailers == null ? new Metadata() : trailers);
            try {
                cut("not started", failure); // I4
            } finally {
                tell(io.grpc.Context.current().wrap(close));
            }
        }

        private void tell(Runnable close) {
            if (executor == null) {
                close.run();
                return;
            }
            try {
                executor.execute(close);
            } catch (RejectedExecutionException e) {
                close.run();
            }
        }
    }
}
