package dev.curfew.grpc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Done;
import dev.curfew.Registration;
import io.grpc.CallOptions;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Status;

/**
 * What a program needs beside the interceptors: the context of a call, and bridges to {@link io.grpc.Context} and back.
 *
 * <p><b>What crosses a bridge:</b> the end, at once, with err and cause, and the deadline. A plain cancel is a cancel
 * without cause on the other side. A deadline is a {@link java.util.concurrent.TimeoutException} in gRPC, and the other
 * way round. The cause of a Curfew deadline is the cause of that exception, and a second bridge gives back the original
 * cause. Values do not cross: a bridged context has the values of its base.
 *
 * <p><b>Real time:</b> deadlines of gRPC are on the scale of {@link System#nanoTime}, those of a context on the clock
 * of its runtime. A bridge converts the time that is left when it is made. If the clock of the runtime does not follow
 * real time, the two deadlines drift apart; the context ends by its own.
 *
 * <p><b>Threads:</b> any thread may call any method. <b>Progress:</b> a context of gRPC has a lock, which making and
 * closing a bridge takes. <b>Callbacks:</b> actions run on the thread that ends. If gRPC ends the context, that is a
 * thread of its timers or transports, which actions must not block. With less than some 16 KiB left on the stack, a new
 * thread takes an end across a bridge.
 *
 * <p><b>Depth:</b> a chain of bridges, to gRPC and back, costs no stack, however long it is. A chain of contexts of
 * gRPC does: a cancel goes from listener to listener. If the stack overflows inside the code of gRPC, gRPC swallows the
 * error, and the listeners further down are never called.
 */
public final class GrpcContexts {

    /** The option for the context of a client call: {@code stub.withOption(GrpcContexts.CONTEXT, context)}. */
    public static final CallOptions.Key<Context> CONTEXT = CallOptions.Key.create("dev.curfew.context");

    /** The context of the served call, or of the bridge that is attached. */
    static final io.grpc.Context.Key<Context> CURRENT = io.grpc.Context.key("dev.curfew.context");

    private GrpcContexts() {}

    /**
     * The context of the call that this thread serves, as {@link ContextServerInterceptor} made it; or the context of
     * the bridge that is attached, as {@link #toGrpc(Context)} made it. It goes wherever
     * {@link io.grpc.Context#current()} goes. So it is also the current context in callbacks of client calls, whatever
     * the context of these calls is.
     *
     * @return the current context; {@link Context#todo()} if there is none
     */
    public static Context current() {
        Context context = CURRENT.get();
        return context == null ? Context.todo() : context;
    }

    /**
     * Derives a context that ends when a context of gRPC is cancelled, or when its base ends, whichever is first. A
     * cancellation without cause ends it as {@code cancel()} does. A cancellation with a
     * {@link java.util.concurrent.TimeoutException}, which is a deadline in gRPC, ends it with
     * {@link Context#DEADLINE_EXCEEDED} and that cause. A cancellation with another cause ends it with
     * {@link Context#CANCELED} and that cause.
     *
     * <p>The result has the earlier of the two deadlines. The timer of gRPC ends it at the deadline of gRPC, and with
     * it contexts below that have a later deadline. {@link Context#expireIfDue} does not end it at that deadline.
     *
     * <p><b>Cost:</b> that of {@link Context#withCancelOn(Context)}, and one listener at the context of gRPC, however
     * many contexts are derived from the result. The listener is gone when the result ends, so close the result when the
     * work is over. To remove a listener, gRPC searches all listeners of its context under a lock: with thousands of
     * bridges to one context, each close costs that search.
     *
     * <p><b>A leak in gRPC:</b> adding a listener to a {@link io.grpc.Context.CancellableContext} makes gRPC register
     * it with its cancellable ancestor, if there is one, and gRPC never removes that registration while the ancestor
     * lives. If the ancestor lives long, bridge the ancestor itself. The current context of a served call has no such
     * ancestor.
     *
     * @param grpc the context of gRPC whose cancellation ends the result
     * @param base the context whose values and runtime the result has, and whose end ends it too
     * @return a child of both; it is born ended if either has ended
     * @throws NullPointerException if {@code grpc} or {@code base} is null
     */
    public static CancelContext fromGrpc(io.grpc.Context grpc, Context base) {
        requireNonNull(grpc, "grpc");
        requireNonNull(base, "base");
        return base.withCancelOn(new GrpcEnd(grpc, base));
    }

    /**
     * Does the same as {@link #toGrpc(Context, io.grpc.Context)} with the values of {@link io.grpc.Context#current()}.
     *
     * @param context the context whose end cancels the result
     * @return a context of gRPC; it is born cancelled if {@code context} has ended
     * @throws NullPointerException if {@code context} is null
     */
    public static CancellableContext toGrpc(Context context) {
        return toGrpc(context, io.grpc.Context.current());
    }

    /**
     * Makes a context of gRPC that is cancelled when the given context ends, and in which the given context is
     * {@link #current()}:
     *
     * <pre>{@code
     * try (CancellableContext grpc = GrpcContexts.toGrpc(context)) {
     *     grpc.run(() -> code.thatKnowsGrpcOnly());
     * }
     * }</pre>
     *
     * After a plain cancel, the result is cancelled without a cause; after a deadline, with a
     * {@link java.util.concurrent.TimeoutException} that has the cause; otherwise with the cause. The result has the
     * deadline of the context, which stubs send along, and arms no timer for it.
     *
     * <p><b>Cost:</b> one action at the context, if the context can end, until either ends. So close the result when
     * the work is over. A cancellation of {@code values} does not cancel the result, and nothing is registered at
     * {@code values}.
     *
     * @param context the context whose end cancels the result
     * @param values the context of gRPC whose values the result has
     * @return a context of gRPC; it is born cancelled if {@code context} has ended
     * @throws NullPointerException if {@code context} or {@code values} is null
     */
    public static CancellableContext toGrpc(Context context, io.grpc.Context values) {
        requireNonNull(context, "context");
        requireNonNull(values, "values");
        CancellableContext bridged = withDeadlineOf(context, values.fork().withValue(CURRENT, context));
        if (context.done() != Done.NEVER) {
            Registration registration = context.onDone(new Cancelling(bridged, context));
            bridged.addListener(cancelled -> registration.stop(), Runnable::run);
        }
        return bridged;
    }

    /** Takes the end of a context to gRPC. */
    private static final class Cancelling extends Crossing {
        private final CancellableContext bridged;
        private final Context context;

        Cancelling(CancellableContext bridged, Context context) {
            this.bridged = bridged;
            this.context = context;
        }

        @Override
        void cross() {
            bridged.cancel(Termination.of(context).cancellationCause());
        }
    }

    private static CancellableContext withDeadlineOf(Context context, io.grpc.Context parent) {
        if (!context.hasDeadline()) {
            return parent.withCancellation();
        }
        Deadline deadline = Deadline.after(context.remainingNanos(), NANOSECONDS);
        CancellableContext bridged = parent.withDeadline(deadline, IdleScheduler.INSTANCE);
        // If the deadline has passed by now, gRPC has cancelled its context with a cause of its own. The context's
        // cause is needed.
        boolean lost = bridged.isCancelled() && Termination.hasEnded(context);
        return lost ? parent.withCancellation() : bridged;
    }

    /**
     * The status with which to close a call whose context has ended: {@code CANCELLED} or {@code DEADLINE_EXCEEDED},
     * with the {@link Context#cause()}. The description is the message of the cause, or its class if it has no message.
     * A description reaches the other side if a server closes a call with it; a cause never does.
     *
     * @param context a context that has ended
     * @return the status
     * @throws NullPointerException if {@code context} is null
     * @throws IllegalArgumentException if {@code context} has not ended
     */
    public static Status status(Context context) {
        if (!requireNonNull(context, "context").isDone()) {
            throw new IllegalArgumentException("context has not ended: " + context);
        }
        return Termination.of(context).status();
    }
}
