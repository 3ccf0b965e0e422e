package dev.curfew.internal;

import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of users, and reports what they throw to an error handler. Throws nothing itself while there is
 * room on the stack, so no failure keeps other callbacks from running.
 *
 * <p>A failure near the end of a stack is kept. The next callback that returns with room on its stack reports it; that
 * is an outer one if there is any. Without that, an error handler that overflows the stack could leave classes of the
 * JDK's logger broken for good. What an error handler throws is printed on {@link System#err}.
 */
public final class Callbacks implements ErrorHandler {

    private static final int PRINTED_PER_SECOND = 10;

    private final ErrorHandler handler;
    private final RateLimit printing = new RateLimit(PRINTED_PER_SECOND, System::nanoTime);
    /** The first failure that met the end of a stack and is not reported yet. */
    private volatile @Nullable Throwable kept;
    /** How many others there were since. A lost increment makes the count lower. */
    private int notKept;

    public Callbacks(ErrorHandler handler) {
        this.handler = handler;
        Classes.initialize(StackRoom.class); // there may be no room on the stack later
    }

    /**
     * Runs an action of a user, and reports what it throws.
     *
     * @return false if the stack overflowed, perhaps before the action began
     */
    public boolean run(Runnable action) {
        boolean isWhole = true;
        try {
            action.run();
        } catch (StackOverflowError e) {
            isWhole = false;
            // Stores only: there may be no room for a call.
            if (kept == null) {
                kept = e;
            } else {
                notKept++;
            }
        } catch (Throwable e) {
            onError(e);
        }
        if (kept != null) {
            reportKept();
        }
        return isWhole;
    }

    @Override
    public void onError(Throwable failure) {
        if (failure instanceof StackOverflowError || !StackRoom.isEnough()) {
            keep(failure);
            reportKept();
        } else {
            report(failure);
        }
    }

    private void keep(Throwable failure) {
        if (kept == null) {
            kept = failure;
        } else {
            notKept++;
        }
    }

    private void reportKept() {
        Throwable first = kept;
        if (first == null || !StackRoom.isEnough()) {
            return;
        }
        int others = notKept;
        kept = null;
        notKept = 0;
        report(first);
        if (others > 0) {
            reportOthers(others);
        }
    }

    private void reportOthers(int others) {
        IllegalStateException failure;
        try {
            failure = new IllegalStateException(others + " more callbacks failed at the end of a stack");
        } catch (OutOfMemoryError e) {
            notKept += others; // The next report has them.
            return;
        }
        report(failure);
    }

    private void report(Throwable failure) {
        try {
            handler.onError(failure);
        } catch (Throwable e) {
            print(failure, e);
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // The last resort.
    private void print(Throwable failure, Throwable ofHandler) {
        try {
            int before = printing.admit();
            if (before >= 0) {
                System.err.println("curfew: an error handler failed" + RateLimit.leftOut(before));
                ofHandler.printStackTrace();
                System.err.println("curfew: the failure that it got");
                failure.printStackTrace();
            }
        } catch (Throwable e) {
            // There is no place left to report to.
        }
    }
}
