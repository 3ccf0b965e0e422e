package dev.curfew;

import dev.curfew.internal.Answer;
import org.jspecify.annotations.Nullable;

/**
 * An action on a foreign {@link Done}. Such a {@code Done} may fire twice, late or after {@link #stop}, and may not
 * handle what an action throws. The first of {@link #run} and {@link #stop} decides whether the action runs.
 */
final class ForeignAction extends TrackedAction implements Runnable {

    private final ContextRuntime runtime;
    /** Final, so that a thread that gets the action through a race sees it too; null as long as it is being made. */
    private final @Nullable Registration registration;

    /**
     * Registers the action, which may run before the constructor returns. If that throws, the action does not begin any
     * more.
     */
    @SuppressWarnings("this-escape") // run() needs only fields that are set before.
    ForeignAction(Done done, Runnable action, ContextRuntime runtime) {
        super(action);
        this.runtime = runtime;
        try {
            registration = Answer.registration(done, this);
        } catch (Throwable e) {
            takeBack(); // The foreign context may keep this object all the same.
            throw e;
        }
    }

    @Override
    public void run() {
        runOnce(runtime);
    }

    @Override
    public boolean stop() {
        if (!takeBack()) {
            return false;
        }
        if (registration != null) {
            try {
                registration.stop();
            } catch (Throwable e) {
                runtime.report(e);
            }
        }
        return true;
    }
}
