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
 * Makes a context of each call that is served; the handler gets it from {@link GrpcContexts#current()}.
 *
 * <ul>
 *   <li>It has the deadline that the client sent, if that is earlier than the base's.
 *   <li>It ends when the client cancels, goes away or reaches its deadline, also while the handler blocks; when the base
 *       ends; and when the call is over. It is a context of the call: work that outlives that derives from it with
 *       {@link Context#withoutCancel()}.
 *   <li>Its values are the base's, and those of the declared keys that the client sent. Where one is unreadable the call is
 *       closed with {@code INVALID_ARGUMENT} and the name of it, and the handler is not called.
 *   <li>When the base has ended, new calls are closed with {@code UNAVAILABLE}, which tells clients to ask another server,
 *       and the handler is not called. Why it has ended is not said.
 *   <li>The base's end does no more than that to calls under way: {@link io.grpc.Context#current()} is not cancelled, and the
 *       call is not closed. That is for the handler, which is told by the context, to do.
 * </ul>
 *
 * The client's cancellation may reach the server before the server's own timer does, so a context whose deadline passed may
 * have ended with {@link Context#CANCELED}.
 *
 * <p><b>Threads:</b> any. <b>Cost:</b> a listener at the call's {@link io.grpc.Context}, and an action at the base if that can
 * end, until the call is over. <b>Callbacks:</b> actions run on the threads of grpc that learn of the end: of the server's
 * executor when the client cancels, so that one wants a free thread; of the transport when the deadline passes, which is
 * not to be blocked.
 */
public final class ContextServerInterceptor implements ServerInterceptor {

    /** Why the base has ended is nobody's business outside. */
    private static final Status SHUT = Status.UNAVAILABLE.withDescription("the server takes no more calls");

    private final Context base;
    private final PropagatedKeys keys;

    /**
     * Makes an interceptor for any number of services.
     *
     * @param base what the contexts of calls are derived from: their runtime, further values, and an end for all of them,
     *     which is how a server shuts down
     * @param keys whose values are accepted
     * @throws NullPointerException if {@code base} or {@code keys} is null
     */
    public ContextServerInterceptor(Context base, PropagatedKeys keys) {
        this.base = requireNonNull(base, "base");
        this.keys = requireNonNull(keys, "keys");
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        Context values;
        try {
            values = keys.read(headers, base);
        } catch (StatusException e) {
            return refuse(call, e.getStatus());
        }
        io.grpc.Context grpc = io.grpc.Context.current();
        CancelContext context = GrpcContexts.fromGrpc(grpc, values);
        try {
            // Now that an end which comes later is noticed.
            if (base.isDone()) {
                context.close();
                return refuse(call, SHUT);
            }
            io.grpc.Context scope = grpc.withValue(GrpcContexts.CURRENT, context);
            return new Ending<>(Contexts.interceptCall(scope, call, headers, next), grpc, context);
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
     * Ends the context with the call, whatever the server does with its own, and before the handler hears of a cancel. Grpc's
     * server cancels that one after {@code onComplete} has returned, and for {@code onCancel} on another thread, which may not
     * have come to it, or be in the middle: cancelled already, its listeners not yet told.
     */
    private static final class Ending<ReqT> extends SimpleForwardingServerCallListener<ReqT> {

        private final io.grpc.Context grpc;
        private final CancelContext context;

        Ending(ServerCall.Listener<ReqT> listener, io.grpc.Context grpc, CancelContext context) {
            super(listener);
            this.grpc = grpc;
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

        private void end(@Nullable Throwable unlessGrpcHasSaid) {
            context.cancel(grpc.isCancelled() ? End.of(grpc).cause() : unlessGrpcHasSaid);
        }
    }
}
