package dev.curfew.kit;

import java.util.function.BooleanSupplier;

/** Calls at the end of a stack. */
public final class StackEnd {

    private static final long SMALL_STACK = 256 << 10;

    private StackEnd() {}

    /** Runs work on a thread with a small stack, and waits for its end. */
    public static void onSmallStack(Runnable work) throws InterruptedException {
        Thread thread = new Thread(null, work, "overflow", SMALL_STACK);
        thread.start();
        thread.join();
    }

    /** Calls from the deepest frame on, where there is no room, once in each frame, behind so many frames. */
    public static void callInEachFrame(BooleanSupplier call, int frames) {
        if (frames > 0) {
            callInEachFrame(call, frames - 1);
        } else {
            callInEachFrame(call);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void callInEachFrame(BooleanSupplier call) {
        try {
            callInEachFrame(call);
        } catch (StackOverflowError e) {
            // The deepest frame.
        }
        try {
            call.getAsBoolean();
        } catch (StackOverflowError e) {
            // There is more room in the next frame.
        }
    }
}
