package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Deadlines on an event loop's own thread: no thread of the library's, and actions run where the channels are. */
public final class EventLoop {

    private final Selector selector;
    private final ContextRuntime runtime;
    private volatile boolean stopped;

    private EventLoop(Selector selector) {
        this.selector = selector;
        runtime = ContextRuntime.builder().callerDriven(selector::wakeup).build();
    }

    /** Work first, then ask how long to block, then block: deadlines that arrive in between wake the selector. */
    private void turn() throws Exception {
        while (runtime.agent().doWork() > 0) {
            // A portion of what is due; more is.
        }
        long wake = runtime.nextWakeNanos();
        if (wake == Long.MAX_VALUE) {
            selector.select(EventLoop::handle);
        } else {
            long left = Math.max(0, wake - runtime.clock().nanoTime());
            selector.select(EventLoop::handle, 1 + TimeUnit.NANOSECONDS.toMillis(left)); // 0 would be for ever
        }
    }

    private static void handle(SelectionKey ready) {
        // Accept, read, write.
    }

    /** From any thread. */
    private void stop() {
        stopped = true;
        selector.wakeup();
    }

    /** Turns until a request's time is up. */
    public static void main(String[] args) throws Exception {
        try (Selector selector = Selector.open()) {
            EventLoop loop = new EventLoop(selector);
            CancelContext request = loop.runtime.background().withTimeout(Duration.ofMillis(20));
            request.onDone(() -> {
                System.out.println(
                        request.err() + ", seen on " + Thread.currentThread().getName());
                loop.stop();
            });
            while (!loop.stopped) {
                loop.turn();
            }
        }
    }
}
