package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Registration;
import dev.curfew.spi.Notification;
import org.jspecify.annotations.Nullable;

/** A registered action: live while its state is the action. The thread that takes it from there runs it or drops it (L1). */
class ActionLink extends Link implements Registration, Runnable, Notification.Alone {

    private final CancelNode owner;

    ActionLink(CancelNode owner, Runnable action) {
        super(action);
        this.owner = owner;
    }

    @Override
    public final boolean stop() {
        if (take() == null) {
            return false;
        }
        owner.unlink(this);
        return true;
    }

    @Override
    public final void tell() {
        if (!owner.core().run(this) && !isDead()) {
            throw new StackOverflowError("no room to take an action"); // which the core has caught, so it is told again
        }
    }

    /** The owner has ended with a bare verdict, and nothing but this action was below. */
    @Override
    public final Notification notification() {
        Verdict verdict = owner.verdict();
        Ending ending = new Ending(owner, verdict);
        ending.remember(verdict, this);
        return ending;
    }

    /** Takes the action in the frame that calls it, so that a stack overflow in between counts as the action's own. */
    @Override
    public final void run() {
        Runnable action = take();
        if (action != null) {
            action.run();
        }
    }

    /** The same action, not registered yet, with a stamp of now. */
    ActionLink stamped() {
        return new StampedAction(owner, (Runnable) requireNonNull(stateAcquire()));
    }

    /** The action, for the one caller that gets it. */
    private @Nullable Runnable take() {
        Object action = stateAcquire();
        return !(action instanceof Verdict) && casState(action, Verdict.SPENT) ? (Runnable) action : null;
    }
}
