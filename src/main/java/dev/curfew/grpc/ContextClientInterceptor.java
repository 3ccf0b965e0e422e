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
 * Makes each call for a context: that of the option {@link GrpcContexts#CONTEXT}, else {@link GrpcContexts#current()} where
 * one is set. A call without either passes untouched.
 *
 * <ul>
 *   <li>The context's deadline is the call's, unless the call has an earlier one.
 *   <li>Its end cancels the call. The listener is then closed with {@link GrpcContexts#status}, so that a deadline stays
 *       {@code DEADLINE_EXCEEDED}, and the cause is there.
 *   <li>A call for a context that has ended is never started; its listener is closed with the same.
 *   <li>The values of the declared keys go into the headers.
 *   <li>Nothing stays registered at the context when the call has closed.
 *   <li>A call that is made while another is served, but not for that one's context, is not cancelled with it: the context
 *       given is the only one that counts. So {@code current().withoutCancel()} is for calls that outlive the one served.
 * </ul>
 *
 * Messages that are sent after the end go nowhere, as in every call that grpc cancels.
 *
 * <p><b>Threads:</b> any. <b>Cost:</b> an action at the context for each call under way. <b>Callbacks:</b> the call is
 * cancelled on the thread that ends the context; its listener is told on the call's executor.
 */
public final class ContextClientInterceptor implements ClientInterceptor {

    /** Marks surroundings that do not end with this context, although it is the current one there. */
    private static final io.grpc.Context.Key<Context> APART_FROM = io.grpc.Context.key("dev.curfew.apart");

    private final PropagatedKeys keys;

    /**
     * Makes an interceptor for any number of channels.
     *
     * @param keys whose values travel
     * @throws NullPointerException if {@code keys} is null
     */
    public ContextClientInterceptor(PropagatedKeys keys) {
        this.keys = requireNonNull(keys, "keys");
    }

    @Override
    public <ReqT, RespT> ClientCall<ReqT, RespT> interceptCall(
            MethodDescriptor<ReqT, RespT> method, CallOptions callOptions, Channel next) {
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
                : newCall(next, method, bounded, apartFrom(current, surroundings));
        return new ContextClientCall<>(call, context, keys, bounded.getExecutor());
    }

    /** As the same with one more value does. That two never end says nothing: each bridge of such a one can be closed. */
    private static boolean endTogether(Context current, Context context) {
        Done done = context.done();
        return current == context || done != Done.NEVER && current.done() == done;
    }

    /** Not anew in the callbacks of a call that is apart: each would be a generation further from grpc's root. */
    private static io.grpc.Context apartFrom(Context current, io.grpc.Context surroundings) {
        return APART_FROM.get(surroundings) == current
                ? surroundings
                : surroundings.fork().withValue(APART_FROM, current);
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

    /** A call takes the current context for its surroundings when it is made. */
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
