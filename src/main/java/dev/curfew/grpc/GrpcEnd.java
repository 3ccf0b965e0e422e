package dev.curfew.grpc;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Registration;
import io.grpc.Context.CancellationListener;
import io.grpc.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The end of a context of gRPC and its deadline, as a foreign context that others end with
 * ({@link Context#withCancelOn}). Values and runtime are those of a base, whose end does not end this context.
 */
final class GrpcEnd extends ForwardingContext {

    private final io.grpc.Context grpc;
    private final long deadlineNanos;
    private final Done done = new Signal();

    /** @param base gives the clock of the deadline */
    GrpcEnd(io.grpc.Context grpc, Context base) {
        super(base);
        this.grpc = grpc;
        deadlineNanos = deadlineNanos(grpc, base);
    }

    private static long deadlineNanos(io.grpc.Context grpc, Context base) {
        Deadline deadline = grpc.getDeadline();
        if (deadline == null) {
            return NO_DEADLINE;
        }
        // The clock is read first, so the result is not later than the deadline of gRPC.
        long now = base.runtime().clock().nanoTime();
        long own = now + deadline.timeRemaining(NANOSECONDS);
        return own == NO_DEADLINE ? own - 1 : own;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public Done done() {
        return done;
    }

    @Override
    public @Nullable ContextException err() {
        return grpc.isCancelled() ? Termination.of(grpc).err() : null;
    }

    @Override
    public @Nullable Throwable cause() {
        return grpc.isCancelled() ? Termination.of(grpc).cause() : null;
    }

    private final class Signal implements Done {

        @Override
        public boolean isDone() {
            return grpc.isCancelled();
        }

        @Override
        public Registration onDone(Runnable action) {
            Listening listening = new Listening(action);
            grpc.addListener(listening, Runnable::run);
            return listening;
        }
    }

    /** Takes the end of gRPC to a context. */
    private final class Listening extends Crossing implements CancellationListener, Registration {

        private final Runnable action;

        Listening(Runnable action) {
            this.action = action;
        }

        @Override
        public void cancelled(io.grpc.Context cancelled) {
            run();
        }

        @Override
        void cross() {
            action.run();
        }

        /** Says that the action may have run: gRPC does not tell, and a core does not ask. */
        @Override
        public boolean stop() {
            grpc.removeListener(this);
            return false;
        }
    }
}
