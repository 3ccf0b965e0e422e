package dev.curfew.internal.wheel;

import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of timers, and reports what they throw. A {@link ShutdownListener} that found no memory is kept, and
 * runs again in a later cycle. Only the wheel thread uses it.
 */
final class TaskRunner {

    /** How often, and how fast, a wheel that closes repeats tasks that find no memory. */
    private static final int MAX_RETRIES = 1_000;

    private static final long RETRY_NANOS = 1_000_000;

    private final ErrorHandler errorHandler;
    /** Timers that have fired, and whose tasks found no memory. */
    private @Nullable TimerNode failed;

    private boolean isClosed;

    TaskRunner(ErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    void run(TimerNode node, Runnable task) {
        try {
            task.run();
        } catch (OutOfMemoryError e) {
            if (task instanceof ShutdownListener) {
                keep(node, task);
            }
            errorHandler.onError(e);
        } catch (Throwable e) {
            errorHandler.onError(e);
        }
    }

    /** Calls the task's listener method if it has one. */
    void notifyClosed(TimerNode node, @Nullable Runnable task) {
        if (task instanceof ShutdownListener listener) {
            try {
                listener.onWheelClosed();
            } catch (OutOfMemoryError e) {
                keep(node, task);
            } catch (Throwable e) {
                errorHandler.onError(e);
            }
        }
    }

    private void keep(TimerNode node, Runnable task) {
        node.putBack(task);
        node.next = failed;
        failed = node;
    }

    boolean hasFailed() {
        return failed != null;
    }

    /** Repeats what found no memory. One of these tasks may close the wheel; the others learn of that. */
    void retry() {
        TimerNode node = failed;
        failed = null;
        while (node != null) {
            TimerNode following = node.next;
            node.next = null;
            Runnable task = node.takeTask();
            if (isClosed) {
                notifyClosed(node, task);
            } else if (task != null) {
                run(node, task);
            }
            node = following;
        }
    }

    /** From now on, tasks that are repeated learn that the wheel is closed. */
    void close() {
        isClosed = true;
    }

    /** Repeats what found no memory until all of it has succeeded, for about a second at most. */
    void retryAll() {
        for (int i = 0; i < MAX_RETRIES && failed != null; i++) {
            retry();
            if (failed != null) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }
}
