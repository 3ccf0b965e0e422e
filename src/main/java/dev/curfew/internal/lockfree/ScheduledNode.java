package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.Registration;
import dev.curfew.internal.ActionWait;
import dev.curfew.internal.wheel.ShutdownListener;
import dev.curfew.internal.wheel.TimerNode;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An action that a timer runs unless its context ends before: 48 bytes, and 40 for the timer. It is a child of that
 * context with nothing below it, which no user sees. So the end of the context, {@code stop()} and the begin of the
 * action are CASes of one word, and the action is unlinked as a child is.
 *
 * <ul>
 *   <li>A1: The CAS to {@link Verdict#BEGUN} decides that the action may begin. The thread that made it then reads the
 *       word of the parent, and drops the action if the parent has ended. So no action begins after the end.
 *   <li>A2: {@code action} is the action, then the thread that runs it, then null. Only the thread whose CAS ended the
 *       node writes it, except that a repeated {@code stop()} may write null once more.
 * </ul>
 */
class ScheduledNode extends CancelNode implements Registration, ShutdownListener {

    private static final VarHandle ACTION =
            fieldVarHandle(lookup(), "action", VarHandle.class, ScheduledNode.class, Object.class);

    private @Nullable Object action;
    private @Nullable TimerNode timer;

    /** A node that is not attached and not armed yet. */
    ScheduledNode(Parent context, Runnable action) {
        super(context, null, context.deadlineHolder().core().background);
        this.action = ActionWait.notAThread(action);
    }

    /**
     * Arms the timer. To be called before the node is attached ({@link DeadlineNode} D1).
     *
     * @throws IllegalStateException if the runtime is closed
     */
    final void arm(long dueNanos) {
        timer = core().wheel.arm(dueNanos, this);
    }

    // ---- the wheel thread

    /** The delay is over. */
    @Override
    public void run() {
        begin();
    }

    @Override
    public final void onWheelClosed() {
        drop(Verdict.CANCELED);
    }

    /** Runs the action if neither the end of the context nor a {@code stop()} comes before. */
    final void begin() {
        if (!casState(null, Verdict.BEGUN)) {
            return;
        }
        Runnable taken = (Runnable) action;
        ACTION.setRelease(this, Thread.currentThread());
        try {
            release();
            if (taken != null && !parent().isDone()) { // A1
                core().run(taken);
            }
        } finally {
            ACTION.setRelease(this, null);
        }
    }

    /** Ends this node without its action. Returns whether this call did. */
    final boolean drop(Verdict verdict) {
        if (!casState(null, verdict)) {
            releaseAfterOverflow(verdict());
            return false;
        }
        release();
        return true;
    }

    // ---- the registration

    @Override
    public final boolean stop() {
        boolean isLate = parent().isDone();
        return drop(Verdict.CANCELED) && !isLate;
    }

    @Override
    public final boolean stopAndAwait() throws InterruptedException {
        return ActionWait.stopAndAwait(this, () -> stateVolatile() == Verdict.BEGUN ? ACTION.getAcquire(this) : null);
    }

    // ---- the end of the context

    /** Called after every end of this node: drops the action, unless it has begun. */
    @Override
    final void disarm() {
        if (stateVolatile() != Verdict.BEGUN) {
            ACTION.setRelease(this, null);
        }
        TimerNode armed = timer;
        if (armed != null) {
            armed.cancel();
        }
    }

    @Override
    final void disarmExclusive() {
        disarm();
    }

    /** An action that an executor runs. It can be stopped until it begins. */
    static final class HandedOver extends ScheduledNode {

        private final Executor executor;

        HandedOver(Parent context, Runnable action, Executor executor) {
            super(context, action);
            this.executor = executor;
        }

        @Override
        public void run() {
            if (isDone()) {
                return;
            }
            Runnable begins = this::begin; // If memory is short, throws, and the wheel thread tries again.
            try {
                executor.execute(begins);
            } catch (Throwable e) {
                drop(Verdict.CANCELED);
                core().report(e);
            }
        }
    }
}
