package dev.curfew;

import java.util.concurrent.TimeUnit;

/**
 * Sets deadlines a minute away and cancels them, as a busy server does, in a small heap. Run in a JVM of its own. Some
 * are in flight at a time and the oldest ends, so that none is popped and all depends on the wheel thread.
 */
final class TimeoutChurn {

    private static final int IN_FLIGHT = 16;

    private TimeoutChurn() {}

    public static void main(String[] arguments) throws InterruptedException {
        long timeout = TimeUnit.MINUTES.toNanos(1);
        long count = Long.parseLong(arguments[0]);
        ContextRuntime.Builder builder = ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE);
        if (arguments.length > 1) {
            builder.callerDriven(); // by no thread
        }
        Context root = builder.build().background().withCancel();
        Thread[] threads = new Thread[2];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> churn(root, timeout, count / threads.length));
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("done " + count);
    }

    private static void churn(Context root, long timeout, long count) {
        CancelContext[] inFlight = new CancelContext[IN_FLIGHT];
        for (long i = 0; i < count; i++) {
            int slot = (int) i & IN_FLIGHT - 1;
            if (inFlight[slot] != null) {
                inFlight[slot].cancel();
            }
            inFlight[slot] = root.withTimeoutNanos(timeout);
        }
    }
}
