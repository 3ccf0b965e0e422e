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
 *   <li>The context's deadline is the call's, unless the call has an earlier one. It is shown in real time: what is left by
 *       the clock of the context's runtime is what grpc's timer gets. Where that clock is another, grpc's timer may end the
 *       call first, in grpc's words, and the context lives.
 *   <li>Its end cancels the call. The listener is then closed with {@link GrpcContexts#status}, so that a deadline stays
 *       {@code DEADLINE_EXCEEDED}, and the cause is there. What grpc has to say of a deadline that it has seen itself, such as
 *       how long the call waited for a connection, follows in the description, on a line of its own.
 *   <li>A call for a context that has ended is never started; its listener is closed with the same.
 *   <li>The values of the declared keys go into the headers.
 *   <li>Nothing stays registered at the context when the listener has been told of the close. Where grpc cannot tell it, as
 *       the call's executor has been shut down, the action stays until the context ends.
 *   <li>A call that is made in a served call or a bridge, but for a context that does not end with the current one, is not
 *       cancelled with that: the context given is the only one that counts. So {@code current().withoutCancel()} is for calls
 *       that outlive the one served. Elsewhere, where there is no current context, grpc's own surroundings cancel calls as
 *       they always do.
 * </ul>
 *
 * Messages that are sent after the end go nowhere, as in every call that grpc cancels.
 *
 * <p><b>Threads:</b> any. <b>Cost:</b> an action at the context for each call under way.
 *
 * <p><b>Callbacks:</b> the call is cancelled on the thread that ends the context; its listener is told on the call's executor.
 * That of a call which is not started is told there too if the call's options have an executor, else, or if it takes nothing
 * more, in {@code start}, by the thread that calls it. A call that grpc cuts short asks its context with
 * {@link Context#expireIfDue}: so it may be a thread of the call's executor that ends the context's deadline, and runs the
 * actions there.
 *
 * <p>In callbacks, {@link GrpcContexts#current()} is what it was when the call was made, not what the call was made for. In
 * those of a call that was made apart from its surroundings, calls for the current context end with that, but not with what
 * grpc's own code cancels between the two: they stay where the call was put.
 *
 * <p><b>Failures:</b> what keeps a call from starting, as a marshaller that throws, closes its listener and cancels the call; an
 * {@link Error} is thrown instead. A second start throws {@link IllegalStateException} and changes nothing.
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
        return current == context || (done != Done.NEVER && current.done() == done);
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
