package dev.curfew.lockfree;

import dev.curfew.Registration;
import org.jspecify.annotations.Nullable;

/** A registered action: live while its state is the action. Who takes it from there, runs it or drops it (I1). */
final class ActionLink extends Link implements Registration {

    private final CancelNode owner;

    ActionLink(CancelNode owner, Runnable action) {
        super(action);
        this.owner = owner;
    }

    @Override
    public boolean stop() {
        if (take() == null) {
            return false;
        }
        owner.unlink(this, Stripes.BASE);
        return true;
    }

    @Override
    void tell() {
        Runnable action = take();
        if (action != null) {
            owner.core().run(action);
        }
    }

    /** The action, for the one caller that gets it. */
    private @Nullable Runnable take() {
        Object action = stateAcquire();
        return !(action instanceof Verdict) && casState(action, Verdict.SPENT) ? (Runnable) action : null;
    }
}
