package dev.curfew;

import java.util.concurrent.Executor;

/** An action that its executor runs. */
record HandedOverAction(Runnable action, Executor executor, ContextRuntime runtime) implements Runnable {

    @Override
    public void run() {
        try {
            executor.execute(() -> runtime.run(action));
        } catch (Throwable e) {
            runtime.report(e);
        }
    }
}
