package dev.curfew.internal.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The actions of the scope in one slot, at most four. The owner adds, removes and drops them. A thread that has ended
 * the scope takes them, the oldest first, and runs them.
 *
 * <ul>
 *   <li>F7: An action leaves its cell by one CAS: whoever made it runs the action, or has stopped it. Only the owner
 *       clears cells by a store, when it releases the scope. If another thread has taken the action by its CAS, the store
 *       finds the cell empty.
 *   <li>F8: The owner writes the order of a cell before the action, and only while it finds the scope live. A thread that
 *       takes actions has ended the scope, so the orders that it reads belong to the actions.
 * </ul>
 */
final class ScopeActions implements Runnable {

    static final int MAX = 4;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Runnable[].class);

    private final @Nullable Runnable[] cells = new @Nullable Runnable[MAX];
    private final int[] orders = new int[MAX];
    /** How many were added in this life of the slot: a long, so that it is 0 only if none was. Owner only. */
    private long added;

    // ---- the owner

    /** Volatile, so that the owner reads the word of the slot after it. Returns false if there are four. */
    boolean add(Runnable action) {
        for (int i = 0; i < MAX; i++) {
            if (cells[i] == null) {
                orders[i] = (int) added++;
                CELL.setVolatile(cells, i, action);
                return true;
            }
        }
        return false;
    }

    /** Returns whether the action was there: then nobody runs it. */
    boolean remove(Runnable action) {
        for (int i = 0; i < MAX; i++) {
            if (cells[i] == action && CELL.compareAndSet(cells, i, action, null)) {
                return true;
            }
        }
        return false;
    }

    /** Drops all actions, and forgets how many were added. */
    void drop() {
        if (added == 0) {
            return;
        }
        for (int i = 0; i < MAX; i++) {
            if (cells[i] != null) {
                CELL.setRelease(cells, i, null);
            }
        }
        added = 0; // Last: a release that a stack overflow interrupts is repeated.
    }

    // ---- a thread that has ended the scope

    int count() {
        int count = 0;
        for (int i = 0; i < MAX; i++) {
            if (CELL.getVolatile(cells, i) != null) {
                count++;
            }
        }
        return count;
    }

    /** Returns false if there is no room on the stack to take an action. One that overflows by itself was taken. */
    boolean tryRunAll(LockFreeCore core) {
        int left = count();
        while (left > 0) {
            if (core.run(this)) {
                left--;
                continue;
            }
            int before = left;
            left = count();
            if (left >= before) {
                return false;
            }
        }
        return true;
    }

    /** Takes the oldest action in the frame that runs it, so that a stack overflow before that leaves the action. */
    @Override
    public void run() {
        for (int i = oldest(); i >= 0; i = oldest()) {
            Runnable action = (Runnable) CELL.getAcquire(cells, i);
            if (action != null && CELL.compareAndSet(cells, i, action, null)) {
                action.run();
                return;
            }
        }
    }

    /** The cell of the oldest action; -1 if there is none. */
    private int oldest() {
        int oldest = -1;
        for (int i = 0; i < MAX; i++) {
            if (CELL.getVolatile(cells, i) != null && (oldest < 0 || orders[i] - orders[oldest] < 0)) {
                oldest = i;
            }
        }
        return oldest;
    }
}
