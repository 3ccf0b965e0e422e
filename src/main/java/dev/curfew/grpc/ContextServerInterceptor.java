package dev.curfew.grpc;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a context for each call that is served. The handler gets it from {@link GrpcContexts#current()}.
 *
 * <ul>
 *   <li>The context has the deadline that the client sent, if that is earlier than the deadline of the base.
 *   <li>The context ends when the client cancels, goes away or reaches its deadline, also while the handler blocks;
 *       when the base ends; and when the call is over. Work that outlives the call derives its context with
 *       {@link Context#withoutCancel()}.
 *   <li>The context has the values of the base, and the values of the declared keys that the client sent. If a value is
 *       unreadable, the call is closed with {@code INVALID_ARGUMENT} and the name of the value, and the handler is not
 *       called.
 *   <li>Interceptors compose, for example one of a service below one of the server. The context of the inner
 *       interceptor also ends with the context of the outer one, and has the values of both. If both have a key, the
 *       inner value counts, unless it is null or the key's default. The runtime is that of the inner base.
 *   <li>When the base has ended, new calls are closed with {@code UNAVAILABLE}, which tells clients to ask another
 *       server. The handler is not called. The client does not learn why the base ended.
 *   <li>For a call under way, the end of the base only ends the context: {@link io.grpc.Context#current()} is not
 *       cancelled, and the call is not closed. The handler learns of the end by the context, and closes the call.
 * </ul>
 *
 * <p>The cancellation of the client may reach the server before the timer of the server fires. So a context whose
 * deadline passed may have ended with {@link Context#CANCELED}.
 *
 * <p><b>Threads:</b> any. <b>Cost:</b> a child of the base and a listener at the {@link io.grpc.Context} of the call,
 * until the call is over. <b>Callbacks:</b> actions run on the thread of gRPC that learns of the end. If the client
 * cancels, that is a thread of the server's executor, which therefore needs a free thread. If the deadline passes, it is
 * a thread of the transport, which actions must not block.
 */
public final class ContextServerInterceptor implements ServerInterceptor {

    /** The status does not tell clients why the base ended. */
    private static final Status SHUT = Status.UNAVAILABLE.withDescription("the server takes no more calls");

    private final Context base;
    private final PropagatedKeys keys;

    /**
     * Makes an interceptor for any number of services.
     *
     * @param base the context from which the contexts of calls are derived; it gives them a runtime and values, and
     *     ends them all when the server shuts down
     * @param keys the keys whose values are accepted
     * @throws NullPointerException if {@code base} or {@code keys} is null
     */
    public ContextServerInterceptor(Context base, PropagatedKeys keys) {
        this.base = requireNonNull(base, "base");
        this.keys = requireNonNull(keys, "keys");
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        requireNonNull(call, "call");
        requireNonNull(headers, "headers");
        requireNonNull(next, "next");
        io.grpc.Context grpc = io.grpc.Context.current();
        Context outer = GrpcContexts.CURRENT.get(grpc);
        Context values;
        try {
            values = keys.read(headers, outer == null ? base : new StackedValues(base, outer));
        } catch (StatusException e) {
            return refuse(call, e.getStatus());
        }
        GrpcEnd grpcEnd = new GrpcEnd(grpc, values);
        CancelContext context = outer == null ? values.withCancelOn(grpcEnd) : values.withCancelOn(grpcEnd, outer);
        try {
            // From here on the context ends with the base, so this look misses no end.
            if (base.isDone()) {
                context.close();
                return refuse(call, SHUT);
            }
            io.grpc.Context scope = grpc.withValue(GrpcContexts.CURRENT, context);
            return new Ending<>(Contexts.interceptCall(scope, call, headers, next), grpcEnd, context);
        } catch (Throwable e) {
            context.cancel(e);
            throw e;
        }
    }

    private static <ReqT, RespT> ServerCall.Listener<ReqT> refuse(ServerCall<ReqT, RespT> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    /**
     * Ends the context with the call, and before the handler learns of a cancel. The server cancels its own context too
     * late for that: after {@code onComplete} has returned; and for {@code onCancel} on another thread, which may not
     * have begun, or may have cancelled the context and not yet notified its listeners.
     */
    private static final class Ending<ReqT> extends SimpleForwardingServerCallListener<ReqT> {

        private final GrpcEnd grpcEnd;
        private final CancelContext context;

        Ending(ServerCall.Listener<ReqT> listener, GrpcEnd grpcEnd, CancelContext context) {
            super(listener);
            this.grpcEnd = grpcEnd;
            this.context = context;
        }

        @Override
        public void onCancel() {
            end(Status.CANCELLED.withDescription("RPC cancelled").asRuntimeException());
            super.onCancel();
        }

        @Override
        public void onComplete() {
            try {
                super.onComplete();
            } finally {
                end(null);
            }
        }

        private void end(@Nullable Throwable fallbackCause) {
            if (grpcEnd.isDone()) {
                context.endWith(grpcEnd);
            } else {
                context.cancel(fallbackCause);
            }
        }
    }
}
