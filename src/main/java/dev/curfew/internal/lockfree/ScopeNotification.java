package dev.curfew.internal.lockfree;

import dev.curfew.internal.Notification;
import org.jspecify.annotations.Nullable;

/** The actions that the end of one scope runs, in the queue of the thread that has ended it. */
final class ScopeNotification extends Notification {

    private final ScopeSlot slot;
    private final Verdict verdict;

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
        try {
            @Nullable Object[] idle = idleQueue();
            ScopeNotification later = idle == null ? afterInterrupted(slot, verdict) : null;
            ended = slot.casWord(life, life | code);
            if (ended && later != null) {
                later.start();
            } else if (ended && idle != null) {
                startAlone(idle, slot, verdict);
            }
        } finally {
            if (!ended) {
                slot.leave();
            }
        }
        return ended;
    }

    private static void startAlone(@Nullable Object[] queue, ScopeSlot slot, Verdict verdict) {
        try {
            slot.endView(verdict);
            notifyAlone(queue, slot);
        } catch (StackOverflowError e) {
            queue[ALONE] = slot; // A store needs no room on the stack (Q1).
            throw e;
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

    private void start() {
        try {
            slot.endView(verdict);
            notifyOrEnqueue();
        } catch (StackOverflowError e) {
            next = (Notification) queue[OPEN]; // Stores need no room on the stack (Q1).
            queue[OPEN] = this;
            throw e;
        } catch (OutOfMemoryError e) {
            slot.leave();
            throw e;
        }
    }

    @Override
    protected void complete() {
        slot.endView(verdict);
    }

    @Override
    protected void notifyEnds() {
        slot.notifyEnd();
    }
}
