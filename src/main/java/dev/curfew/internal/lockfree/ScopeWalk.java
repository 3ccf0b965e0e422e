package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;

/**
 * The walk through the slots of a pool, after the context of the pool has ended: it cancels their timers and runs the
 * actions of their scopes ({@link ScopeSlot} F9). It is the first action of that context.
 *
 * <p>One thread at a time walks. What the end of a stack or a lack of memory interrupts, the next
 * {@code cancel}, {@code expireIfDue} or {@code close} of the pool finishes (N18).
 */
final class ScopeWalk implements Runnable {

    private static final int NOT_BEGUN = 0;
    private static final int UNDER_WAY = 1;
    /** A thread has left the actions of a scope to the walk that is under way. */
    private static final int AGAIN = 2;

    private static final int OVER = 3;
    /** The walk has met the end of a stack or a lack of memory, and actions are left. */
    private static final int INTERRUPTED = 4;

    private static final VarHandle STATE =
            fieldVarHandle(lookup(), "state", VarHandle.class, ScopeWalk.class, int.class);

    private final ScopeSlot[] slots;
    /** How many of the slots are ever opened: the first ones. */
    private final int capacity;

    private volatile int state = NOT_BEGUN;
    /**
     * Whether there was no room on the stack even to begin. A field of its own: a store to {@code state} could overwrite
     * that of another thread which begins.
     */
    private volatile boolean isRefused;
    /** Whether a scope ever had an action. Set before the action is added, so F5 holds for it, too. */
    private volatile boolean hasActions;
    /** Whether a slot ever had a timer. Set before the word of its scope is written. */
    private volatile boolean hasTimers;

    ScopeWalk(ScopeSlot[] slots, int capacity) {
        this.slots = slots;
        this.capacity = capacity;
    }

    /**
     * Walks through no slots, as an action does. So a walk at the end of a stack or without memory calls nothing for the
     * first time. Not in a static initializer: one that finds no memory breaks its class.
     */
    static void rehearse() {
        ScopeActions actions = new ScopeActions();
        actions.add(new ScopeWalk(new ScopeSlot[0], 0));
        while (actions.count() > 0) {
            actions.run();
        }
    }

    // ---- the owner

    void noteActions() {
        if (!hasActions) {
            hasActions = true;
        }
    }

    void noteTimers() {
        if (!hasTimers) {
            hasTimers = true;
        }
    }

    // ---- any thread

    /** Called by the end of the context. All scopes read done by now, and all views. */
    @Override
    public void run() {
        try {
            walkFrom(NOT_BEGUN);
        } finally {
            if (state == NOT_BEGUN) {
                isRefused = true;
            }
        }
    }

    void finishInterrupted() {
        int seen = state;
        if (seen == INTERRUPTED || (seen == NOT_BEGUN && isRefused)) {
            walkFrom(seen);
        }
    }

    /** Walks if {@link #run} was not called and never will be, as there was no room on the stack or no memory. */
    void begin() {
        walkFrom(NOT_BEGUN);
    }

    /**
     * Leaves the actions of a scope that the caller has ended to the walk. The caller has found the context done.
     *
     * @return false if the walk is over, and the caller has to run them
     */
    boolean tryLeaveActions() {
        int seen = state;
        while (seen == UNDER_WAY) {
            if (STATE.compareAndSet(this, UNDER_WAY, AGAIN)) {
                return true;
            }
            seen = state;
        }
        finishInterrupted();
        return seen != OVER;
    }

    /** Walks, unless another thread does, or has. */
    private void walkFrom(int from) {
        boolean isClaimed = false;
        boolean isOver = false;
        try {
            isClaimed = STATE.compareAndSet(this, from, UNDER_WAY);
            while (isClaimed && !isOver && tryWalk()) {
                isOver = STATE.compareAndSet(this, UNDER_WAY, OVER);
                if (!isOver) {
                    state = UNDER_WAY;
                }
            }
        } catch (StackOverflowError e) {
            // Interrupted.
        } finally {
            if (isClaimed && !isOver) {
                state = INTERRUPTED; // a store, which needs neither room on the stack nor memory
            }
        }
    }

    /** Returns false if actions are left, because there is no room on the stack to take them. */
    private boolean tryWalk() {
        boolean isWhole = true;
        if (hasTimers) {
            for (int i = 0; i < capacity; i++) {
                slots[i].cancelTimer();
            }
        }
        if (hasActions) {
            for (int i = 0; i < capacity; i++) {
                isWhole &= slots[i].tryRunActionsWithPool();
            }
        }
        return isWhole;
    }
}
