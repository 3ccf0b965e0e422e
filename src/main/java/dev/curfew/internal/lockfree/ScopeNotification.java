package dev.curfew.internal.lockfree;

import dev.curfew.internal.Notification;
import org.jspecify.annotations.Nullable;

/** The actions that the end of one scope runs, in the queue of the thread that has ended it. */
final class ScopeNotification extends Notification {

    /** What {@link #end} returns if another call has ended the scope, or the owner has released it. */
    static final int NOT_ENDED = 0;

    static final int ENDED = 1;
    /** This call has ended the scope, and a stack overflow has interrupted the rest. */
    static final int INTERRUPTED = 2;

    private final ScopeSlot slot;
    private final Verdict verdict;
    private boolean isViewEnded;
    /** Whether everything is notified. After a stack overflow, this notification may be asked again. */
    private boolean hasLeft;

    /** If memory is short or the stack ends, throws before anything is changed. */
    ScopeNotification(ScopeSlot slot, Verdict verdict) {
        this.slot = slot;
        this.verdict = verdict;
    }

    /**
     * Ends a scope. Linearizes at the CAS. The caller is inside the slot. If the scope was ended, this call leaves the
     * slot, or its notification does after the last action; otherwise the caller leaves, also if this throws. If memory
     * is short, may throw after the CAS, with a live view; the next call that meets the ended scope ends its view,
     * which runs the actions.
     */
    static int end(ScopeSlot slot, long life, int code, Verdict verdict) {
        @Nullable Object[] idle = idleQueue();
        ScopeNotification later = idle == null ? afterInterrupted(slot, verdict) : null;
        boolean ended = false;
        try {
            ended = slot.casWord(life, life | code);
            if (ended && later != null) {
                later.start();
            } else if (ended && idle != null) {
                slot.endView(verdict);
                notifyAlone(idle, slot);
                slot.leave(); // Not before: what a stack overflow interrupts is notified again.
            }
            return ended ? ENDED : NOT_ENDED;
        } catch (OutOfMemoryError e) {
            if (ended) {
                slot.leaveToView();
            }
            throw e;
        } catch (StackOverflowError e) {
            if (!ended) {
                throw e;
            }
            // In the frame of the CAS. Stores need no room on the stack (Q1).
            if (later != null) {
                later.next = (Notification) later.queue[OPEN];
                later.queue[OPEN] = later;
            } else if (idle != null) {
                idle[ALONE] = slot;
            }
            return INTERRUPTED;
        }
    }

    /** A notification of a thread that has others. */
    private static ScopeNotification afterInterrupted(ScopeSlot slot, Verdict verdict) {
        ScopeNotification later = new ScopeNotification(slot, verdict);
        later.completeInterrupted();
        return later;
    }

    private void start() {
        slot.endView(verdict);
        isViewEnded = true;
        notifyOrEnqueue();
    }

    /** Marks nothing: the end of a view completes what is interrupted itself, so it would call this again without end. */
    @Override
    protected void complete() {}

    @Override
    protected void notifyEnds() {
        if (hasLeft) {
            return;
        }
        if (!isViewEnded) {
            endViewIfMemory();
        }
        slot.notifyEnd();
        slot.leave();
        hasLeft = true;
    }

    /** After a stack overflow. Without memory, the next call that meets the ended scope ends its view. */
    private void endViewIfMemory() {
        try {
            slot.endView(verdict);
        } catch (OutOfMemoryError e) {
            slot.report(e);
        }
        isViewEnded = true;
    }
}
