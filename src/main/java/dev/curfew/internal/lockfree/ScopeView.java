package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A scope as a context: a child of the context of the pool, which the slot ends. It is its own first action, which runs
 * what is left of the actions of the scope.
 *
 * <ul>
 *   <li>F6: The first action of a view runs the actions of the scope on the thread that has ended the scope, or on another
 *       one if that thread had no memory to end the view. A call that ends the scope marks the view and all below it
 *       before it runs an action. A call that meets an ended scope ends its view, too. The owner who releases a scope with
 *       a view ends the scope by a CAS before it ends the view. A view that is made after the end of its scope is never
 *       below the context of the pool. So the view has the cause of the scope, unless the context of the pool ends
 *       meanwhile: its end may mark the view between the CAS of a call that ends the scope and the end of the view.
 * </ul>
 */
class ScopeView extends CancelNode implements Runnable {

    /** The actions of the scope are left to the thread that ends the view. */
    private static final int LEFT = 1;
    /** A thread runs them, or has run them. */
    private static final int TAKEN = 2;

    private static final VarHandle ACTIONS =
            fieldVarHandle(lookup(), "actions", VarHandle.class, ScopeView.class, int.class);

    private final ScopeSlot slot;
    private final long life;
    /** The thread that has ended the scope, while it ends the view. For that thread only. */
    private @Nullable Thread ender;
    /** Whether the thread that has ended the scope had no memory to end the view: 0, {@link #LEFT} or {@link #TAKEN}. */
    private volatile int actions;

    ScopeView(CancelNode pool, DeadlineHolder holder, ScopeSlot slot, long life) {
        super(pool, pool.values(), holder);
        this.slot = slot;
        this.life = life;
    }

    final void expireScope(long nowNanos) {
        slot.expire(life, nowNanos);
    }

    /** Ends the view of a scope that the caller has ended. */
    final void endWithScope(Verdict verdict) {
        ender = Thread.currentThread();
        if (!end(verdict)) {
            ender = null; // Another thread runs the first action.
        }
    }

    /**
     * Leaves the actions of a scope that the caller has ended to the thread that ends the view.
     *
     * @return false if the view has ended, and the caller has to run them
     */
    final boolean tryLeaveActions() {
        ender = null;
        actions = LEFT;
        return !(stateVolatile() instanceof Verdict && tryTake());
    }

    private boolean tryTake() {
        return ACTIONS.compareAndSet(this, LEFT, TAKEN);
    }

    /** The first action. */
    @Override
    public final void run() {
        if (ender == Thread.currentThread()) {
            ender = null;
            slot.notifyEndOf(life);
        } else {
            runLeft();
        }
    }

    /** Runs the actions of the scope if they are left to whoever has ended the view. */
    final void runLeft() {
        if (actions != LEFT || !tryTake()) {
            return;
        }
        boolean isOver = false;
        try {
            slot.notifyEndOf(life);
            isOver = true;
        } finally {
            if (!isOver) {
                actions = LEFT; // for the next call: there was no room on the stack
            }
        }
    }
}
