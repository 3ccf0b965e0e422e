package dev.curfew.grpc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.curfew.Context;
import dev.curfew.Done;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;

/**
 * Makes each call for a context: the context of the option {@link GrpcContexts#CONTEXT}, else
 * {@link GrpcContexts#current()} if there is one. A call without either passes unchanged.
 *
 * <ul>
 *   <li>The call has the deadline of the context, unless the deadline of the call is earlier. The timer of gRPC gets
 *       the time that is left by the clock of the context's runtime. If that clock does not follow real time, the timer
 *       of gRPC may end the call first, with a status of gRPC, and the context lives on.
 *   <li>The end of the context cancels the call. The listener is then closed with {@link GrpcContexts#status}, so a
 *       deadline stays {@code DEADLINE_EXCEEDED}, and the status has the cause. What gRPC says of a deadline that it
 *       has seen itself, for example how long the call waited for a connection, follows in the description, on a line
 *       of its own.
 *   <li>A call for a context that has ended is never started. Its listener is closed with the same status.
 *   <li>The values of the declared keys go into the headers.
 *   <li>Nothing stays registered at the context when the listener is closed, when a callback of the listener has
 *       thrown, or when {@link io.grpc.ClientCall#cancel} has returned. If none of these happens, because the executor
 *       of the call was shut down, the action stays registered until the context ends.
 *   <li>A call inside a served call or a bridge may be for a context that does not end with the current context. The
 *       end of the current context does not cancel such a call: only the given context counts. So use
 *       {@code current().withoutCancel()} for calls that outlive the served call. Where there is no current context,
 *       the current {@link io.grpc.Context} cancels calls as it always does.
 * </ul>
 *
 * <p>Messages that are sent after the end are dropped, as in every call that gRPC cancels.
 *
 * <p><b>Threads:</b> any. <b>Cost:</b> an action at the context for each call under way.
 *
 * <p><b>Callbacks:</b> the call is cancelled on the thread that ends the context. Its listener runs on the executor of
 * the call. The listener of a call that is not started runs on the executor of the call's options; if there is none, or
 * if it rejects the listener, it runs in {@code start}, on the thread that calls it. A call that gRPC cuts short polls
 * its context with {@link Context#expireIfDue}. So a thread of the call's executor may end the context at its deadline,
 * and run its actions.
 *
 * <p>In callbacks, {@link GrpcContexts#current()} is the context that was current when the call was made, not the
 * context of the call. In callbacks of a call that was detached from the current gRPC context, further calls for the
 * current context end with it, but not with any intermediate gRPC context.
 *
 * <p><b>Failures:</b> an exception that keeps a call from starting, for example a value that cannot be carried, closes
 * its listener and cancels the call. An {@link Error} is thrown instead. A second start throws
 * {@link IllegalStateException} and changes nothing. A call that was cancelled before its start behaves as a call of
 * gRPC does then: the start throws, or closes the listener.
 */
public final class ContextClientInterceptor implements ClientInterceptor {

    /** Marks a gRPC context that does not end with this context, although this context is the current one in it. */
    private static final io.grpc.Context.Key<Context> DETACHED_FROM = io.grpc.Context.key("dev.curfew.apart");

    private final PropagatedKeys keys;

    /**
     * Makes an interceptor for any number of channels.
     *
     * @param keys the keys whose values go into the headers
     * @throws NullPointerException if {@code keys} is null
     */
    public ContextClientInterceptor(PropagatedKeys keys) {
        this.keys = requireNonNull(keys, "keys");
    }

    @Override
    public <ReqT, RespT> ClientCall<ReqT, RespT> interceptCall(
            MethodDescriptor<ReqT, RespT> method, CallOptions callOptions, Channel next) {
        requireNonNull(method, "method");
        requireNonNull(callOptions, "callOptions");
        requireNonNull(next, "next");
        io.grpc.Context surroundings = io.grpc.Context.current();
        Context current = GrpcContexts.CURRENT.get(surroundings);
        Context given = callOptions.getOption(GrpcContexts.CONTEXT);
        Context context = given == null ? current : given;
        if (context == null) {
            return next.newCall(method, callOptions);
        }
        CallOptions bounded = bounded(callOptions, context);
        ClientCall<ReqT, RespT> call = current == null || endTogether(current, context)
                ? next.newCall(method, bounded)
                : newCall(next, method, bounded, detachedFrom(current, surroundings));
        return new ContextClientCall<>(call, context, keys, bounded.getExecutor());
    }

    /**
     * Contexts that share a Done end together, such as a withValue child. NEVER is no evidence: a bridge of such a
     * context can be closed.
     */
    private static boolean endTogether(Context current, Context context) {
        Done done = context.done();
        return current == context || (done != Done.NEVER && current.done() == done);
    }

    /**
     * A context that is detached already is used again: another fork would be a generation further from the root of
     * gRPC.
     */
    private static io.grpc.Context detachedFrom(Context current, io.grpc.Context surroundings) {
        return DETACHED_FROM.get(surroundings) == current
                ? surroundings
                : surroundings.fork().withValue(DETACHED_FROM, current);
    }

    private static CallOptions bounded(CallOptions options, Context context) {
        if (!context.hasDeadline()) {
            return options;
        }
        long remaining = context.remainingNanos();
        Deadline own = options.getDeadline();
        return own != null && own.timeRemaining(NANOSECONDS) <= remaining
                ? options
                : options.withDeadlineAfter(remaining, NANOSECONDS);
    }

    /** Attaches the gRPC context for the moment in which the call is made, as the call keeps the current one. */
    private static <ReqT, RespT> ClientCall<ReqT, RespT> newCall(
            Channel next, MethodDescriptor<ReqT, RespT> method, CallOptions options, io.grpc.Context surroundings) {
        io.grpc.Context previous = surroundings.attach();
        try {
            return next.newCall(method, options);
        } finally {
            surroundings.detach(previous);
        }
    }
}
