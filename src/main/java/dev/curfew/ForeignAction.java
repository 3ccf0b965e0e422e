package dev.curfew;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An action on a foreign {@link Done}, which may fire twice, late or after it was stopped, and not know what to do with
 * what an action throws. Whoever takes the action from here, the end or {@link #stop}, decides whether it runs.
 */
final class ForeignAction implements Runnable, Registration {

    private final AtomicReference<@Nullable Runnable> action;
    private final ContextRuntime runtime;
    private volatile @Nullable Registration registration;

    private ForeignAction(Runnable action, ContextRuntime runtime) {
        this.action = new AtomicReference<>(action);
        this.runtime = runtime;
    }

    static Registration register(Done done, Runnable action, ContextRuntime runtime) {
        ForeignAction registered = new ForeignAction(action, runtime);
        registered.registration = requireNonNull(done.onDone(registered), "registration");
        return registered;
    }

    @Override
    public void run() {
        Runnable taken = action.getAndSet(null);
        if (taken != null) {
            runtime.run(taken);
        }
    }

    @Override
    public boolean stop() {
        boolean taken = action.getAndSet(null) != null;
        Registration made = registration;
        if (taken && made != null) {
            try {
                made.stop();
            } catch (Throwable e) {
                runtime.report(e);
            }
        }
        return taken;
    }
}
