package dev.curfew.bench.libraries;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Context.CancellationListener;
import io.grpc.Deadline;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code io.grpc.Context}. A child is not attached to its parent before it has a listener: until then its parent's end
 * is seen by polling alone, which walks up the ancestors. With {@code listening} each derived child gets a listener and
 * is notified. A live cancellable ancestor never removes such a child.
 */
final class GrpcContexts implements Contexts<Context, CancellableContext, CancellationListener> {

    private static final Executor DIRECT = Runnable::run;
    private static final CancellationListener NOTHING = context -> {};

    private static final Logger LOGGER = Logger.getLogger(Context.class.getName());

    private final ScheduledThreadPoolExecutor scheduler = ExecutorTimers.newScheduler();
    private final boolean listening;

    GrpcContexts(boolean listening) {
        this.listening = listening;
        // It reports each context a thousand levels down. The chain of the benchmark is that deep on purpose.
        LOGGER.setLevel(Level.OFF);
    }

    @Override
    public CancellableContext open() {
        return Context.ROOT.withCancellation();
    }

    @Override
    public CancellableContext derive(Context parent) {
        return attached(parent.withCancellation());
    }

    @Override
    public CancellableContext deriveFor(Context parent, long timeoutNanos) {
        return attached(parent.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS, scheduler));
    }

    @Override
    public CancellableContext deriveUntil(Context parent, Object deadline) {
        return attached(parent.withDeadline((Deadline) deadline, scheduler));
    }

    @Override
    public Object deadlineIn(long nanos) {
        return Deadline.after(nanos, TimeUnit.NANOSECONDS);
    }

    private CancellableContext attached(CancellableContext child) {
        if (listening) {
            child.addListener(NOTHING, DIRECT);
        }
        return child;
    }

    @Override
    public void end(CancellableContext context) {
        context.cancel(null);
    }

    @Override
    public boolean isDone(Context context) {
        return context.isCancelled();
    }

    @Override
    public CancellationListener register(CancellableContext context, Runnable action) {
        CancellationListener listener = ended -> action.run();
        context.addListener(listener, DIRECT);
        return listener;
    }

    @Override
    public void stop(CancellableContext context, CancellationListener registration) {
        context.removeListener(registration);
    }

    /** None ends with two others. */
    @Override
    public List<Context> kinds() {
        Context value = open().withValue(Context.key("key"), "value");
        return List.of(open(), open().withDeadlineAfter(1, TimeUnit.HOURS, scheduler), value, derive(open()));
    }
}
