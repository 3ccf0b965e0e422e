package dev.curfew.bench;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Context.CancellationListener;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code io.grpc.Context}. A child is not attached to its parent before it has a listener: until then its parent's end
 * is seen by polling alone, which walks up the ancestors. With {@code listening} each derived child gets a listener and
 * is told. Such a child is never removed from a live cancellable ancestor.
 */
final class GrpcRival implements Rival<Context, CancellableContext, CancellationListener> {

    private static final Executor DIRECT = Runnable::run;
    private static final CancellationListener NOTHING = context -> {};

    private static final Logger LOGGER = Logger.getLogger(Context.class.getName());

    private final boolean listening;

    GrpcRival(boolean listening) {
        this.listening = listening;
        // It reports each context a thousand levels down; the benchmark's chain is meant.
        LOGGER.setLevel(Level.OFF);
    }

    @Override
    public CancellableContext open() {
        return Context.ROOT.withCancellation();
    }

    @Override
    public CancellableContext derive(Context parent) {
        CancellableContext child = parent.withCancellation();
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

    @Override
    public boolean forgetsEndedChildren() {
        return !listening;
    }
}
