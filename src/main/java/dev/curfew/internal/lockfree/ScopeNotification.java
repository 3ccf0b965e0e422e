package dev.curfew.internal.lockfree;

import dev.curfew.internal.Notification;
import org.jspecify.annotations.Nullable;

/** The actions that the end of one scope runs, in the queue of the thread that has ended it. */
final class ScopeNotification extends Notification {

    private final ScopeSlot slot;
    private final Verdict verdict;
    /** Whether the actions have run, and this thread has left the slot, which may have another life by now. */
    private boolean isOver;

    /** If memory is short or the stack ends, throws before anything is changed. */
    ScopeNotification(ScopeSlot slot, Verdict verdict) {
        this.slot = slot;
        this.verdict = verdict;
    }

    /**
     * Ends a scope. Linearizes at the CAS. The caller is inside the slot; this call leaves it, or its notification does
     * after the last action.
     *
     * @return whether this call ended the scope
     */
    static boolean end(ScopeSlot slot, long life, int code, Verdict verdict) {
        boolean ended = false;
        @Nullable Object[] idle = null;
        ScopeNotification later = null;
        try {
            idle = idleQueue();
            later = idle == null ? afterInterrupted(slot, verdict) : null;
            ended = slot.casWord(life, life | code);
            if (ended) {
                slot.ending = life;
                endViewOrLeave(slot, verdict);
                if (later != null) {
                    later.notifyOrEnqueue();
                } else if (idle != null) {
                    notifyAlone(idle, slot);
                }
            }
        } catch (StackOverflowError e) {
            // Stores only: they need no room on the stack (Q1). This thread leaves the slot once.
            if (ended && later != null && !later.isOver) {
                later.next = (Notification) later.queue[OPEN];
                later.queue[OPEN] = later;
            } else if (ended && idle != null && slot.notified - life < 0) {
                idle[ALONE] = slot;
            }
            throw e;
        } finally {
            if (!ended) {
                slot.leave();
            }
        }
        return ended;
    }

    private static void endViewOrLeave(ScopeSlot slot, Verdict verdict) {
        try {
            slot.endView(verdict);
        } catch (OutOfMemoryError e) {
            slot.leave(); // The next call that meets the ended scope ends its view.
            throw e;
        }
    }

    /** A notification of a thread that has others. */
    private static ScopeNotification afterInterrupted(ScopeSlot slot, Verdict verdict) {
        ScopeNotification later = new ScopeNotification(slot, verdict);
        later.completeInterrupted();
        return later;
    }

    @Override
    protected void complete() {
        if (!isOver) {
            try {
                slot.endView(verdict);
            } catch (OutOfMemoryError e) {
                // The next call that meets the ended scope ends its view.
            }
        }
    }

    @Override
    protected void notifyEnds() {
        if (!isOver) {
            slot.notifyEnd();
            isOver = true;
        }
    }
}
