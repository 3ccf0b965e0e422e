package dev.curfew;

import java.util.concurrent.TimeUnit;

/** Sets deadlines a minute away and cancels them, as a busy server does, in a small heap. Run in a JVM of its own. */
final class TimeoutChurn {

    private TimeoutChurn() {}

    public static void main(String[] arguments) throws InterruptedException {
        long timeout = TimeUnit.MINUTES.toNanos(1);
        long count = Long.parseLong(arguments[0]);
        Context root = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .build()
                .background()
                .withCancel();
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
        for (long i = 0; i < count; i++) {
            root.withTimeoutNanos(timeout).cancel();
        }
    }
}
