package dev.curfew.spi;

import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of users, and reports what they throw to the error handler of the runtime. Throws nothing itself while
 * there is room on the stack, so that no failure keeps others from being told of an end.
 *
 * <p>A failure near the end of a stack is kept, and reported by the next callback that returns with room on its stack, which
 * is an outer one if there is any. An error handler that overflows the stack could leave classes of the JDK's logger broken
 * for good. What an error handler throws is printed on {@link System#err}.
 */
public final class Callbacks implements ErrorHandler {

    private static final int PRINTED_PER_SECOND = 10;

    private final ErrorHandler handler;
    private final RateLimit printing = new RateLimit(PRINTED_PER_SECOND, System::nanoTime);
    /** The first failure that met the end of a stack and is not reported yet. */
    private volatile @Nullable Throwable kept;
    /** How many others there were since; a lost increment makes the count lower. */
    private int notKept;

    public Callbacks(ErrorHandler handler) {
        this.handler = handler;
        StackRoom.isEnough(); // loads the class, as there may be no room later
    }

    /**
     * Runs an action of a user, whose failure is nobody else's business.
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
            report(new IllegalStateException(others + " more callbacks failed at the end of a stack"));
        }
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
                System.err.println("curfew: what it was told of");
                failure.printStackTrace();
            }
        } catch (Throwable e) {
            // Nobody is left to tell.
        }
    }
}
