package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Registration;
import dev.curfew.internal.ActionWait;
import dev.curfew.internal.Notification;
import org.jspecify.annotations.Nullable;

/**
 * A registered action: live while its state is the action. The thread whose CAS takes the action runs it or drops it
 * (L1). While the action runs, the state is the thread that runs it.
 */
class ActionLink extends Link implements Registration, Runnable, Notification.Alone {

    private final CancelNode context;

    ActionLink(CancelNode context, Runnable action) {
        super(ActionWait.notAThread(action));
        this.context = context;
    }

    @Override
    public final boolean stop() {
        Object action = stateAcquire();
        if (hasBegun(action) || !casState(action, SPENT)) {
            context.unlinkAfterOverflow(this);
            return false;
        }
        context.unlink(this);
        return true;
    }

    @Override
    public final boolean stopAndAwait() throws InterruptedException {
        return ActionWait.stopAndAwait(this, () -> stateAcquire() instanceof Thread running ? running : null);
    }

    private static boolean hasBegun(@Nullable Object state) {
        return state == SPENT || state instanceof Thread;
    }

    @Override
    public final void notifyEnd() {
        if (context.core().run(this)) {
            return;
        }
        Object state = stateAcquire();
        if (!hasBegun(state)) {
            // The core has caught the first overflow. The propagation catches this one, and notifies the link again.
            throw new StackOverflowError("no room to take an action");
        }
        spendIfMine(state);
    }

    /** A stack overflow may have kept this thread from doing so at the end of the action. */
    private void spendIfMine(@Nullable Object state) {
        if (state == Thread.currentThread()) {
            spend();
        }
    }

    /** For a context that has ended with a bare verdict, and has nothing below it but this action. */
    @Override
    public final Notification notification() {
        Verdict verdict = context.verdict();
        Propagation propagation = new Propagation(context, verdict);
        propagation.remember(verdict, this);
        return propagation;
    }

    /**
     * Takes the action in the frame that runs it, so that a stack overflow between the two counts as the action's own.
     */
    @Override
    public final void run() {
        Object action = stateAcquire();
        if (hasBegun(action)) {
            spendIfMine(action);
        } else if (casState(action, Thread.currentThread())) {
            try {
                ((Runnable) requireNonNull(action)).run();
            } finally {
                spend();
            }
        }
    }

    /** The same action with a stamp of now, not registered yet. */
    ActionLink stamped(SlotTable table) {
        return new StampedAction(context, (Runnable) requireNonNull(stateAcquire()), table.stamp());
    }
}
