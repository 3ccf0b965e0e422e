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
 *   <li>Q1: a call that a {@link StackOverflowError} interrupts stores its notification in the queue, as open, before the
 *       error leaves the frame in which the first context was ended. The next call on that thread completes it first.
 *   <li>Q2: what is open, or queued, is told by the thread that ended the contexts: by the call itself, or by the outer call
 *       on that thread. If the stack overflows meanwhile, the error leaves the call. The next call on that thread that ends a
 *       context with something below tells the rest.
 *   <li>N1: the rest is not told if the thread dies, or ends no such context any more. Until then the first context may stay
 *       reachable from its parent.
 * </ul>
 */
public abstract class Notification {

    /** A notification whose call a stack overflow has interrupted. */
    protected static final int OPEN = 0;

    private static final int FIRST = 1;
    private static final int LAST = 2;
    /** An {@link Alone} whose end a stack overflow has interrupted. */
    protected static final int ALONE = 3;
    /** An array with a 1 while a call of this thread tells what is in the queue: a number costs no barrier of the collector. */
    private static final int TELLING = 4;

    /** An array of objects, so that an idle thread refers to no class of this library. */
    private static final ThreadLocal<@Nullable Object[]> QUEUE =
            ThreadLocal.withInitial(() -> new @Nullable Object[] {null, null, null, null, new int[1]});

    /** Of the thread that made this. */
    protected final @Nullable Object[] queue = QUEUE.get();
    /** The next one in the queue; of an open one, another open one. */
    protected @Nullable Notification next;

    /** For the calling thread. Throws, if memory is short or the stack ends, before anything is changed. */
    protected Notification() {}

    /** To be called before the first context ends (Q1). */
    protected final void completeInterrupted() {
        if (queue[ALONE] instanceof Alone interrupted && !isTelling(queue)) {
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

    /** Once everything below is flagged. Stores only: a stack overflow finds this in the queue, or as it was before. */
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

    /** Tells everybody, and all that this brings; if an outer call on this thread tells somebody, leaves it to that one. */
    protected final void tellOrEnqueue() {
        if (isTelling(queue)) {
            enqueue();
            return;
        }
        int[] telling = telling(queue);
        telling[0] = 1;
        try {
            tellAll(queue);
            tell();
            tellAll(queue);
        } finally {
            telling[0] = 0; // a store, which needs no room on the stack
        }
    }

    // ---- endings with one action and nothing to flag

    /** The one action of an ending that has nothing else. */
    public interface Alone {

        /** Runs it; as {@link Notification#tell}. */
        void tell();

        /** For an end that a stack overflow has interrupted. */
        Notification notification();
    }

    /** The queue of this thread, if there is nothing in it; else null. Throws, if the stack ends, before anything is changed. */
    protected static @Nullable Object @Nullable [] idleQueue() {
        @Nullable Object[] queue = QUEUE.get();
        boolean isIdle = queue[OPEN] == null && queue[FIRST] == null && queue[ALONE] == null && !isTelling(queue);
        return isIdle ? queue : null;
    }

    /** Tells it, and all that it brings. After a stack overflow the caller stores it in the queue, as {@link #ALONE}. */
    protected static void tellAlone(@Nullable Object[] queue, Alone action) {
        int[] telling = telling(queue);
        telling[0] = 1;
        try {
            action.tell();
            tellAll(queue);
        } finally {
            telling[0] = 0; // a store, which needs no room on the stack
        }
    }

    // ---- telling

    private static void tellAll(@Nullable Object[] queue) {
        while (true) {
            Notification first = (Notification) queue[FIRST];
            if (first != null) {
                first.tell();
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

    /** Whether the calling thread is in the middle of telling somebody. */
    public static boolean isTelling() {
        return isTelling(QUEUE.get());
    }

    private static boolean isTelling(@Nullable Object[] queue) {
        return telling(queue)[0] != 0;
    }

    @SuppressWarnings("NullAway") // It is there from the beginning.
    private static int[] telling(@Nullable Object[] queue) {
        return (int[]) queue[TELLING];
    }

    /** After an interruption: flags what is not flagged yet. May be called again after a {@link StackOverflowError}. */
    protected abstract void complete();

    /** Runs actions, wakes waiters. Throws errors of the stack only, and goes on where it stopped if it is called again. */
    protected abstract void tell();
}
