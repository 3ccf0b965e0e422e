package dev.curfew.bench.libraries;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.Registration;
import java.util.List;
import java.util.concurrent.Executor;

/** This library, on either core. */
final class CurfewContexts implements Contexts<Context, CancelContext, Registration> {

    private static final long FAR_NANOS = 3_600_000_000_000L;

    private final ContextRuntime runtime;
    private final Context background;

    CurfewContexts(ContextRuntime runtime) {
        this.runtime = runtime;
        background = runtime.background();
    }

    @Override
    public CancelContext open() {
        return background.withCancel();
    }

    @Override
    public CancelContext derive(Context parent) {
        return parent.withCancel();
    }

    @Override
    public CancelContext deriveFor(Context parent, long timeoutNanos) {
        return parent.withTimeoutNanos(timeoutNanos);
    }

    @Override
    public CancelContext deriveUntil(Context parent, Object deadline) {
        return parent.withDeadlineNanos((Long) deadline);
    }

    @Override
    public Object deadlineIn(long nanos) {
        return runtime.clock().nanoTime() + nanos;
    }

    @Override
    public void end(CancelContext context) {
        context.cancel();
    }

    @Override
    public boolean isDone(Context context) {
        return context.isDone();
    }

    @Override
    public Registration register(CancelContext context, Runnable action) {
        return context.onDone(action);
    }

    @Override
    public void register(CancelContext context, Runnable action, Executor executor) {
        context.onDone(action, executor);
    }

    @Override
    public void stop(CancelContext context, Registration registration) {
        registration.stop();
    }

    @Override
    public void await(CancelContext context) throws InterruptedException {
        context.await();
    }

    @Override
    public List<Context> kinds() {
        Context value = background.withCancel().withValue(Key.of("key"), "value");
        return List.of(open(), deriveFor(background, FAR_NANOS), value, open().withCancelOn(open()));
    }
}
