package dev.curfew;

import java.util.concurrent.Executor;

/** An action that is passed to its executor when its context ends, and its registration. */
final class ExecutorAction extends TrackedAction implements Runnable {

    private final Executor executor;
    private final ContextRuntime runtime;
    /** Final, so that a thread that gets the action through a race sees it too. */
    private final Registration registration;

    /**
     * Registers the action, which may be passed to the executor before the constructor returns. If that throws, the
     * action does not begin any more.
     */
    @SuppressWarnings("this-escape") // run() needs only fields that are set before.
    ExecutorAction(Context context, Runnable action, Executor executor, ContextRuntime runtime) {
        super(action);
        this.executor = executor;
        this.runtime = runtime;
        try {
            registration = context.onDone(this);
        } catch (Throwable e) {
            takeBack();
            throw e;
        }
    }

    @Override
    public void run() {
        try {
            executor.execute(() -> runOnce(runtime));
        } catch (Throwable e) {
            runtime.report(e);
        }
    }

    @Override
    public boolean stop() {
        return registration.stop() && takeBack();
    }
}
