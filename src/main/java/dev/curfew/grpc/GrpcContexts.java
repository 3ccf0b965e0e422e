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
 * What a program needs beside the interceptors: the context of a call, and a bridge to {@link io.grpc.Context} and back.
 *
 * <p><b>Faithful.</b> Over the bridge go the end, at once, with err and cause, and the deadline. A plain cancel is a cancel
 * without cause on the other side. A deadline is what grpc takes for one, a {@link java.util.concurrent.TimeoutException},
 * and the other way round; the cause that a Curfew deadline was given is the cause of that exception, and what comes back
 * over a second bridge is the original. Values do not cross: those of a bridged context are its base's.
 *
 * <p><b>Real time.</b> Deadlines of grpc's are on {@link System#nanoTime}, those of a context on the clock of its runtime. What
 * is left on the one when a bridge is made is what is shown on the other. Where the runtime's clock is another, the two drift
 * apart; the context ends by its own.
 *
 * <p><b>Threads:</b> any thread may call anything. <b>Progress:</b> a context of grpc's has a lock, which making and closing
 * a bridge takes. <b>Callbacks:</b> ends are told on the thread that ends; where grpc does, that is a thread of its timers or
 * transports, which actions must not block.
 */
public final class GrpcContexts {

    /** The context that a client call is made for: {@code stub.withOption(GrpcContexts.CONTEXT, context)}. */
    public static final CallOptions.Key<Context> CONTEXT = CallOptions.Key.create("dev.curfew.context");

    /** The context of the call that is served, or of the bridge that is attached. */
    static final io.grpc.Context.Key<Context> CURRENT = io.grpc.Context.key("dev.curfew.context");

    private GrpcContexts() {}

    /**
     * The context of the call that this thread serves, as {@link ContextServerInterceptor} made it; or the one that
     * {@link #toGrpc(Context)} bridged, where that is attached. It goes wherever {@link io.grpc.Context#current()} goes, so
     * also into the callbacks of client calls, whatever context those were made for.
     *
     * @return {@link Context#todo()} if there is none
     */
    public static Context current() {
        Context context = CURRENT.get();
        return context == null ? Context.todo() : context;
    }

    /**
     * Derives a context that ends when one of grpc's is cancelled, or when its base ends: whichever is first. Without a
     * cause it ends as by {@code cancel()}; with a {@link java.util.concurrent.TimeoutException}, which is how grpc's
     * deadlines end, with {@link Context#DEADLINE_EXCEEDED} and that cause; else with {@link Context#CANCELED} and that cause.
     *
     * <p>It shows the earlier of the two deadlines; grpc's is met by grpc's timer, also for contexts below that have a later
     * one, and {@link Context#expireIfDue} does not hasten it.
     *
     * <p><b>Cost:</b> one listener at grpc's context and one action at the base, if that can end, however many contexts are
     * derived from the result; both are gone when it ends. So close it when the work is over. To take the listener back, grpc
     * looks through all that its context has, under its lock: under one with thousands of bridges, closing each costs that.
     *
     * <p><b>A leak of grpc's</b> that nobody can avoid from outside: who listens to a
     * {@link io.grpc.Context.CancellableContext} that has a cancellable ancestor makes it add a listener to that ancestor, and
     * grpc never removes that one again while the ancestor lives. If that is long, bridge the ancestor itself. It does not
     * arise with the current context of a served call, as nothing above that can be cancelled.
     *
     * @param grpc whose cancellation ends the result
     * @param base whose values and runtime the result has, and whose end ends it too
     * @return a child of both; born ended if either has ended
     * @throws NullPointerException if {@code grpc} or {@code base} is null
     */
    public static CancelContext fromGrpc(io.grpc.Context grpc, Context base) {
        requireNonNull(grpc, "grpc");
        requireNonNull(base, "base");
        return new BridgedContext(grpc, base).withCancel();
    }

    /**
     * {@link #toGrpc(Context, io.grpc.Context)} with the values of {@link io.grpc.Context#current()}.
     *
     * @param context whose end cancels the result
     * @return a context of grpc's
     * @throws NullPointerException if {@code context} is null
     */
    public static CancellableContext toGrpc(Context context) {
        return toGrpc(context, io.grpc.Context.current());
    }

    /**
     * Makes a context of grpc's that is cancelled when a context ends, and in which that one is {@link #current()}:
     *
     * <pre>{@code
     * try (CancellableContext grpc = GrpcContexts.toGrpc(context)) {
     *     grpc.run(() -> code.thatKnowsGrpcOnly());
     * }
     * }</pre>
     *
     * It is cancelled without a cause after a plain cancel, else with the cause; after a deadline with a
     * {@link java.util.concurrent.TimeoutException} that has the cause. It shows the context's deadline, so that stubs send
     * it along, and arms no timer for it.
     *
     * <p><b>Cost:</b> one action at the context, if that can end, until either ends. So close the result when the work is
     * over. The cancellation of {@code values} does not reach it, and nothing is registered there.
     *
     * @param context whose end cancels the result
     * @param values whose values, in the sense of grpc, the result has
     * @return a context of grpc's; born cancelled if {@code context} has ended
     * @throws NullPointerException if {@code context} or {@code values} is null
     */
    public static CancellableContext toGrpc(Context context, io.grpc.Context values) {
        requireNonNull(context, "context");
        requireNonNull(values, "values");
        CancellableContext bridged = withDeadlineOf(context, values.fork().withValue(CURRENT, context));
        if (context.done() != Done.NEVER) {
            Registration registration =
                    context.onDone(() -> bridged.cancel(End.of(context).cancellationCause()));
            bridged.addListener(cancelled -> registration.stop(), Runnable::run);
        }
        return bridged;
    }

    private static CancellableContext withDeadlineOf(Context context, io.grpc.Context parent) {
        if (!context.hasDeadline()) {
            return parent.withCancellation();
        }
        Deadline deadline = Deadline.after(context.remainingNanos(), NANOSECONDS);
        CancellableContext bridged = parent.withDeadline(deadline, IdleScheduler.INSTANCE);
        // What has passed by now, grpc has cancelled in its own words: take the context's.
        boolean lost = bridged.isCancelled() && End.hasCome(context);
        return lost ? parent.withCancellation() : bridged;
    }

    /**
     * What to close a call with that a context has ended: {@code CANCELLED}, or {@code DEADLINE_EXCEEDED}; described by the
     * message of {@link Context#cause()}, or by its class where it has none, and with that cause. A description reaches the
     * other side when a server closes a call with it; a cause never does.
     *
     * @param context one that has ended
     * @return the status
     * @throws NullPointerException if {@code context} is null
     * @throws IllegalArgumentException if {@code context} has not ended
     */
    public static Status status(Context context) {
        if (!requireNonNull(context, "context").isDone()) {
            throw new IllegalArgumentException("context has not ended: " + context);
        }
        return End.of(context).status();
    }
}
