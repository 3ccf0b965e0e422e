package dev.curfew.internal;

import org.jspecify.annotations.Nullable;

/**
 * The second half of an ending call: it runs the actions and wakes the waiters of the contexts that the call has ended,
 * on either core.
 *
 * <p>Each thread has a queue of notifications. The call that finds the queue idle notifies everything that is in it,
 * oldest first. An ending call inside an action of that call marks its contexts at once, appends its notification, and
 * returns. So contexts that end each other through actions cost no stack, however many they are.
 *
 * <ul>
 *   <li>Q1: A call that a {@link StackOverflowError} interrupts stores its notification in the queue, as open, before
 *       the error leaves the frame in which the first context ended. The next call on that thread completes it first.
 *   <li>Q2: Open and queued notifications are finished on the thread that ended the contexts: by the call itself, or by
 *       the outer call on that thread. If the stack overflows meanwhile, the error leaves the call, and the next call
 *       on that thread that ends a context with something below does the rest.
 *   <li>N6: The rest is not notified if the thread dies, or ends no such context any more. Until then the first context
 *       may stay reachable from its parent.
 * </ul>
 */
public abstract class Notification {

    /** A notification whose call a stack overflow has interrupted. */
    protected static final int OPEN = 0;

    private static final int FIRST = 1;
    private static final int LAST = 2;
    /** An {@link Alone} whose end a stack overflow has interrupted. */
    protected static final int ALONE = 3;
    /**
     * An array with a 1 while a call of this thread notifies. A number and not a reference, because it costs no barrier
     * of the collector.
     */
    private static final int NOTIFYING = 4;

    /** An array of objects, so that an idle thread refers to no class of this library. */
    private static final ThreadLocal<@Nullable Object[]> QUEUE =
            ThreadLocal.withInitial(() -> new @Nullable Object[] {null, null, null, null, new int[1]});

    /** The queue of the thread that made this notification. */
    protected final @Nullable Object[] queue = QUEUE.get();
    /** The next notification in the queue; for an open notification, another open one. */
    protected @Nullable Notification next;

    /**
     * A notification of the calling thread. If memory is short or the stack ends, throws before anything is changed.
     */
    protected Notification() {}

    /** To be called before the first context ends (Q1). */
    protected final void completeInterrupted() {
        if (queue[ALONE] instanceof Alone interrupted && !isNotifying(queue)) {
            Notification notification = interrupted.notification();
            notification.complete();
            notification.enqueue();
            queue[ALONE] = null;
        }
        if (queue[OPEN] != null) {
            completeOpen(queue);
        }
    }

    private static void completeOpen(@Nullable Object[] queue) {
        while (queue[OPEN] instanceof Notification interrupted) {
            interrupted.complete();
            interrupted.enqueue();
        }
    }

    /**
     * To be called once everything below is marked. Stores only, so a stack overflow leaves this in the queue, or as
     * before.
     */
    private void enqueue() {
        Notification anotherOpen = next;
        Notification last = (Notification) queue[LAST];
        next = null;
        if (last == null) {
            queue[FIRST] = this;
        } else {
            last.next = this;
        }
        queue[LAST] = this;
        if (queue[OPEN] == this) {
            queue[OPEN] = anotherOpen;
        }
    }

    /**
     * Notifies, and then notifies everything that actions have appended to the queue. If an outer call on this thread
     * is notifying, leaves all of it to that call.
     */
    protected final void notifyOrEnqueue() {
        if (isNotifying(queue)) {
            enqueue();
            return;
        }
        int[] notifying = notifying(queue);
        notifying[0] = 1;
        try {
            notifyQueued(queue);
            notifyEnds();
            notifyQueued(queue);
        } finally {
            notifying[0] = 0; // a store, which needs no room on the stack
        }
    }

    // ---- ends with one action and nothing to mark

    /** The one action of a context with nothing else below. */
    public interface Alone {

        /** Runs the action, under the conditions of {@link Notification#notifyEnds}. */
        void notifyEnd();

        /** The notification for an end that a stack overflow has interrupted. */
        Notification notification();
    }

    /**
     * The queue of this thread if it is idle and empty, else null. If the stack ends, throws before anything is
     * changed.
     */
    protected static @Nullable Object @Nullable [] idleQueue() {
        @Nullable Object[] queue = QUEUE.get();
        boolean isIdle = queue[OPEN] == null && queue[FIRST] == null && queue[ALONE] == null && !isNotifying(queue);
        return isIdle ? queue : null;
    }

    /**
     * Runs the action, and then notifies everything that it has appended to the queue. After a stack overflow the
     * caller stores the action in the queue, at {@link #ALONE}.
     */
    protected static void notifyAlone(@Nullable Object[] queue, Alone action) {
        int[] notifying = notifying(queue);
        notifying[0] = 1;
        try {
            action.notifyEnd();
            notifyQueued(queue);
        } finally {
            notifying[0] = 0; // a store, which needs no room on the stack
        }
    }

    // ---- notifying

    private static void notifyQueued(@Nullable Object[] queue) {
        while (true) {
            Notification first = (Notification) queue[FIRST];
            if (first != null) {
                first.notifyEnds();
                dropFirst(queue, first);
            } else if (queue[OPEN] != null) {
                completeOpen(queue); // interrupted inside an action (Q1)
            } else {
                return;
            }
        }
    }

    private static void dropFirst(@Nullable Object[] queue, Notification first) {
        Notification following = first.next;
        queue[FIRST] = following;
        if (following == null) {
            queue[LAST] = null;
        }
        first.next = null;
    }

    /** Whether the calling thread is in the middle of notifying. */
    public static boolean isNotifying() {
        return isNotifying(QUEUE.get());
    }

    private static boolean isNotifying(@Nullable Object[] queue) {
        return notifying(queue)[0] != 0;
    }

    @SuppressWarnings("NullAway") // The queue is made with it.
    private static int[] notifying(@Nullable Object[] queue) {
        return (int[]) queue[NOTIFYING];
    }

    /**
     * Marks what is not marked yet, after an interruption. May be called again after a {@link StackOverflowError}.
     */
    protected abstract void complete();

    /**
     * Runs the actions and wakes the waiters. Throws only errors of the stack. If it is called again, it goes on where
     * it stopped.
     */
    protected abstract void notifyEnds();
}
