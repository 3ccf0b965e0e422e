package dev.curfew.spi;

import org.jspecify.annotations.Nullable;

/**
 * What an ending call has to tell: the actions and waiters of the contexts that it has ended, of whichever core.
 *
 * <p>Each thread has a queue of notifications. The call that finds the queue idle tells all that is in it, oldest first. An
 * ending that begins inside an action of that call flags its contexts at once, appends its notification, and returns; so
 * contexts that end each other through actions cost no stack, however many they are.
 *
 * <ul>
 *   <li>Q1: a notification is open from before the CAS that ends its first context until everything below is flagged. No
 *       code of a user runs meanwhile. A thread that opens a notification and finds another one open completes that one
 *       first: a {@link StackOverflowError} has interrupted it.
 *   <li>Q2: what is open, or queued, is told by the thread that ended the contexts: by the call itself, or by the outer call
 *       on that thread. If the stack overflows meanwhile, the error leaves the call. The next call on that thread that ends a
 *       context with something below tells the rest.
 *   <li>N1: the rest is not told if the thread dies, or ends no such context any more. Until then the first context may stay
 *       reachable from its parent.
 * </ul>
 */
public abstract class Notification {

    private static final int OPEN = 0;
    private static final int FIRST = 1;
    private static final int LAST = 2;
    /** Not null while a call of this thread tells what is in the queue. */
    private static final int TELLING = 3;

    /** An array of objects, so that an idle thread refers to no class of this library. */
    private static final ThreadLocal<@Nullable Object[]> QUEUE =
            ThreadLocal.withInitial(() -> new @Nullable Object[TELLING + 1]);

    private final @Nullable Object[] queue = QUEUE.get();
    private @Nullable Notification next;

    /** For the calling thread. Throws, if memory is short or the stack ends, before anything is changed. */
    protected Notification() {}

    /** To be called before the CAS (Q1). */
    protected final void open() {
        if (queue[OPEN] instanceof Notification interrupted && interrupted != this) {
            interrupted.complete();
        }
        queue[OPEN] = this;
    }

    /** Another call was faster. */
    protected final void close() {
        queue[OPEN] = null;
    }

    /** To be called once everything below is flagged. */
    protected final void enqueue() {
        Notification last = (Notification) queue[LAST];
        // Stores only from here on: a stack overflow finds the notification in the queue, or open.
        if (last == null) {
            queue[FIRST] = this;
        } else {
            last.next = this;
        }
        queue[LAST] = this;
        queue[OPEN] = null;
    }

    /** Tells all that is in the queue, unless an outer call does. */
    protected final void tellQueued() {
        if (queue[TELLING] != null) {
            return;
        }
        queue[TELLING] = this;
        try {
            Notification first = (Notification) queue[FIRST];
            while (first != null) {
                first.tell();
                first = dropFirst(first);
                if (first == null && queue[OPEN] instanceof Notification interrupted) {
                    interrupted.complete(); // by a stack overflow, inside an action (Q1)
                    first = (Notification) queue[FIRST];
                }
            }
        } finally {
            queue[TELLING] = null;
        }
    }

    private @Nullable Notification dropFirst(Notification first) {
        Notification following = first.next;
        queue[FIRST] = following;
        if (following == null) {
            queue[LAST] = null;
        }
        first.next = null;
        return following;
    }

    /** Whether the calling thread is in the middle of telling somebody. */
    public static boolean isTelling() {
        return QUEUE.get()[TELLING] != null;
    }

    /**
     * Flags what is not flagged yet, and enqueues this; nothing if the CAS had not succeeded. May be called again after a
     * {@link StackOverflowError}.
     */
    protected abstract void complete();

    /** Runs actions, wakes waiters. Throws errors of the stack only, and goes on where it stopped if it is called again. */
    protected abstract void tell();
}
