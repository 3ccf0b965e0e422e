package dev.curfew;

/** An action for a {@link Done} that may not know what to do with what it throws. */
record GuardedAction(Runnable action, ContextRuntime runtime) implements Runnable {

    @Override
    public void run() {
        try {
            action.run();
        } catch (Throwable e) {
            runtime.report(e);
        }
    }
}
