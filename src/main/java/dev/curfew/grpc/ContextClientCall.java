package dev.curfew.grpc;

import static java.util.Objects.requireNonNull;

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
 * <p>{@code registration} goes from null to the registration that is made after the start; the thread that starts the
 * call stores it. {@code over} goes from false to true: a cancel of the application, a callback that throws, and the
 * close store it. {@code cut} goes from false to true before this class cancels the call.
 *
 * <ul>
 *   <li>G5: Once the call is over, nothing is registered at the context, or the thread that registers is about to stop
 *       it. A cancel makes the call over, because gRPC does not close the listener of every cancelled call.
 *   <li>G6: The listener is closed at most once, and no callback runs after that.
 *   <li>G7: Once {@code cut}, the call below gets nothing but cancels.
 *   <li>G8: If start throws, or closes the listener itself, the call below has been cancelled: a call that waits for
 *       its channel is known there.
 *   <li>N14: If gRPC does not deliver the close, and the application does not cancel, the action stays registered until
 *       the context ends. That happens if the executor of the call was shut down, or if the in-process transport
 *       forgets the close beside messages that are not read.
 *   <li>N15: A message that is sent while the context ends may reach the call or not.
 *   <li>N16: A call below that starts and then throws may call the listener while the listener is being closed.
 *   <li>O6: Store {@code registration}, load {@code over}; store {@code over}, load {@code registration}. All are
 *       volatile, so at least one side sees the other, and stops the registration.
 *   <li>O7: Store {@code cut}, cancel; be refused, load {@code cut}. gRPC refuses because of a plain field, and the end
 *       of a context may cancel the call in other ways, too. So a thread that is refused also asks the context.
 * </ul>
 */
final class ContextClientCall<ReqT, RespT> extends ForwardingClientCall<ReqT, RespT> {

    private static final ClientCall.Listener<Object> NO_LISTENER = new ClientCall.Listener<>() {};

    private final ClientCall<ReqT, RespT> call;
    private final Context context;
    private final PropagatedKeys keys;
    /** The executor of the call, null if the call uses that of the channel. */
    private final @Nullable Executor executor;

    /** Plain: one thread starts a call. */
    private boolean started;

    private volatile @Nullable Registration registration;
    private volatile boolean over;
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

    /** An exception that keeps the call from starting closes the listener. An error is thrown to the caller. */
    @Override
    public void start(Listener<RespT> listener, Metadata headers) {
        requireNonNull(listener, "listener");
        requireNonNull(headers, "headers");
        if (started) {
            throw new IllegalStateException("already started");
        }
        started = true;
        if (over) {
            call.start(listener, headers); // it was cancelled before: a call of gRPC throws, or closes the listener
            return;
        }
        Closing closing = new Closing(listener);
        try {
            if (Termination.hasEnded(context)) {
                throw Termination.of(context).status().asException();
            }
            keys.write(context, headers);
            call.start(closing, headers);
        } catch (Exception e) {
            closing.closeUnstarted(e);
            return;
        } catch (Error e) {
            cut("not started", e); // G8
            throw e;
        }
        listen();
    }

    private void cut(@Nullable String why, @Nullable Throwable cause) {
        cut = true; // O7
        call.cancel(why, cause);
    }

    /** Throws nothing: from here on the call closes the listener. */
    private void listen() {
        try {
            registration = context.onDone(new Cutting()); // O6
            if (over) {
                stop();
            }
        } catch (Throwable e) {
            cut("the context cannot be listened to", e);
        }
    }

    /** The application or its stub cancels. gRPC may never close the listener of such a call (G5). */
    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        try {
            super.cancel(message, cause);
        } finally {
            finish();
        }
    }

    /** Stops the registration: the context need not cancel the call any more. */
    private void finish() {
        over = true; // O6
        stop();
    }

    private void stop() {
        Registration made = registration;
        if (made != null) {
            made.stop();
        }
    }

    /** Takes the end of the context to the call. */
    private final class Cutting extends Crossing {
        @Override
        void cross() {
            Status status = Termination.of(context).status();
            cut(status.getDescription(), status.getCause());
        }
    }

    // A cancelled call refuses messages, and a call that was not started refuses everything. The sender cannot know yet
    // that the call was cut, and learns of it by the listener. So these methods do nothing then.

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
        if (!cut && !context.isDone()) { // O7
            throw refusal;
        }
    }

    /** Forwards to the application's listener until the first close, then to a no-op listener (G6). */
    private final class Closing extends ForwardingClientCallListener<RespT> {

        private final AtomicReference<Listener<RespT>> target;

        Closing(Listener<RespT> listener) {
            target = new AtomicReference<>(listener);
        }

        @Override
        protected Listener<RespT> delegate() {
            return target.get();
        }

        /** The application's listener; a no-op listener after the first call. */
        @SuppressWarnings("unchecked") // it ignores all messages
        private Listener<RespT> takeListener() {
            return target.getAndSet((Listener<RespT>) NO_LISTENER);
        }

        // gRPC cancels a call whose listener throws.

        @Override
        public void onHeaders(Metadata headers) {
            try {
                super.onHeaders(headers);
            } catch (Throwable e) {
                finish();
                throw e;
            }
        }

        @Override
        public void onMessage(RespT message) {
            try {
                super.onMessage(message);
            } catch (Throwable e) {
                finish();
                throw e;
            }
        }

        @Override
        public void onReady() {
            try {
                super.onReady();
            } catch (Throwable e) {
                finish();
                throw e;
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Listener<RespT> last = takeListener();
            Status shown = status;
            Metadata with = trailers;
            try {
                finish();
                if (isCutShort(status) && Termination.hasEnded(context)) {
                    shown = Termination.of(context).status(status);
                    with = new Metadata(); // as gRPC does: the trailers of another status would contradict this one
                }
            } finally {
                last.onClose(shown, with);
            }
        }

        private boolean isCutShort(Status status) {
            return status.getCode() == Status.Code.CANCELLED || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
        }

        /** Closes the listener of a call that has not started, on the executor of the call if there is one. */
        void closeUnstarted(Exception failure) {
            Listener<RespT> last = takeListener();
            Metadata trailers = Status.trailersFromThrowable(failure);
            Runnable close =
                    () -> last.onClose(Status.fromThrowable(failure), trailers == null ? new Metadata() : trailers);
            try {
                cut("not started", failure); // G8
            } finally {
                execute(io.grpc.Context.current().wrap(close));
            }
        }

        private void execute(Runnable close) {
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
