package dev.curfew.examples.gateway;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Registration;
import java.util.concurrent.Executor;

/**
 * An action at a deadline, unless it is closed or its parent ends first: a child with a timeout and nothing but this to do.
 * Confined to the event loop, which is the executor's thread.
 */
final class Alarm implements AutoCloseable {

    private final CancelContext context;
    private final Runnable action;
    private final Registration registration;
    private boolean closed;

    private Alarm(CancelContext context, Runnable action, Executor loop) {
        this.context = context;
        this.action = action;
        registration = context.onDone(this::ended, loop);
    }

    static Alarm after(Context parent, Contexts contexts, long nanos, Runnable action, Executor loop) {
        return new Alarm(contexts.withTimeout(parent, nanos), action, loop);
    }

    private void ended() {
        if (!closed && context.err() == Context.DEADLINE_EXCEEDED) {
            closed = true;
            action.run();
        }
    }

    /** The action will not run, not even one that is in the executor's queue. */
    @Override
    public void close() {
        closed = true;
        registration.stop();
        context.cancel();
    }
}
