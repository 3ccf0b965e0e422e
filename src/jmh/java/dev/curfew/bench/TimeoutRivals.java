package dev.curfew.bench;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import io.grpc.Context.CancellableContext;
import io.grpc.Context.CancellationListener;
import io.grpc.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The rivals of {@link TimeoutBenchmark}, each with one runtime or one set of timers for all of its contexts. */
final class TimeoutRivals {

    private TimeoutRivals() {}

    static TimeoutRival<?, ?, ?> make(String impl) {
        return switch (impl) {
            case Rivals.CURFEW -> new Curfew(Core.LOCK_FREE);
            case Rivals.MUTEX -> new Curfew(Core.MUTEX);
            case Rivals.GRPC -> new Grpc(false);
            case Rivals.GRPC_LISTENER -> new Grpc(true);
            case Rivals.FUTURE -> new Future();
            default -> throw new IllegalArgumentException("no rival with timeouts is called " + impl);
        };
    }

    /** One thread, and what is cancelled leaves the queue at once. */
    static ScheduledThreadPoolExecutor newScheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "timers");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    /** This library, on either core, with the thread and the tick that it has by default. */
    private static final class Curfew implements TimeoutRival<Context, CancelContext, Long> {

        private final ContextRuntime runtime;

        Curfew(Core core) {
            runtime = ContextRuntime.builder().core(core).build();
        }

        @Override
        public CancelContext open() {
            return runtime.background().withCancel();
        }

        @Override
        public CancelContext derive(Context parent, long timeoutNanos) {
            return parent.withTimeoutNanos(timeoutNanos);
        }

        @Override
        public CancelContext deriveUntil(Context parent, Long deadline) {
            return parent.withDeadlineNanos(deadline);
        }

        @Override
        public Long deadlineIn(long nanos) {
            return runtime.clock().nanoTime() + nanos;
        }

        @Override
        public void end(CancelContext context) {
            context.cancel();
        }
    }

    /** {@code io.grpc.Context}; {@link GrpcRival} says what its listener is for. */
    private static final class Grpc implements TimeoutRival<io.grpc.Context, CancellableContext, Deadline> {

        private static final CancellationListener NOTHING = context -> {};

        private final ScheduledThreadPoolExecutor scheduler = newScheduler();
        private final boolean listening;

        Grpc(boolean listening) {
            this.listening = listening;
        }

        @Override
        public CancellableContext open() {
            return io.grpc.Context.ROOT.withCancellation();
        }

        @Override
        public CancellableContext derive(io.grpc.Context parent, long timeoutNanos) {
            return attached(parent.withDeadlineAfter(timeoutNanos, NANOSECONDS, scheduler));
        }

        @Override
        public CancellableContext deriveUntil(io.grpc.Context parent, Deadline deadline) {
            return attached(parent.withDeadline(deadline, scheduler));
        }

        private CancellableContext attached(CancellableContext child) {
            if (listening) {
                child.addListener(NOTHING, Runnable::run);
            }
            return child;
        }

        @Override
        public Deadline deadlineIn(long nanos) {
            return Deadline.after(nanos, NANOSECONDS);
        }

        @Override
        public void end(CancellableContext context) {
            context.cancel(null);
        }

        @Override
        public boolean forgetsEndedChildren() {
            return !listening;
        }
    }

    /** {@code CompletableFuture}, completed with null as in {@link FutureRival}, which also takes its timer back. */
    private static final class Future implements TimeoutRival<CompletableFuture<?>, CompletableFuture<?>, Void> {

        @Override
        public CompletableFuture<?> open() {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<?> derive(CompletableFuture<?> parent, long timeoutNanos) {
            return parent.copy().orTimeout(timeoutNanos, NANOSECONDS);
        }

        @Override
        public void end(CompletableFuture<?> context) {
            context.complete(null);
        }

        @Override
        public boolean forgetsEndedChildren() {
            return false;
        }
    }
}
