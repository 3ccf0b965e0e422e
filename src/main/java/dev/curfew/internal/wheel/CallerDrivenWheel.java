package dev.curfew.internal.wheel;

import dev.curfew.internal.Callbacks;
import dev.curfew.internal.DeadlineService.DeadlineAgent;
import dev.curfew.internal.DriverThread;
import dev.curfew.internal.Notification;
import dev.curfew.internal.WheelOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/** A wheel driven by a thread of the user, which runs this as an agent. */
final class CallerDrivenWheel extends WheelService implements DeadlineAgent {

    private final WheelConsumer consumer;
    private final @Nullable Runnable wakeup;
    private final ErrorHandler errorHandler;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean closing;

    CallerDrivenWheel(WheelOptions options, Callbacks callbacks, Runnable beforeClosing) {
        super(new TimerQueue(options.clock(), options.tickNanos(), callbacks, options.wakeup()), beforeClosing);
        consumer = queue.consumer();
        wakeup = options.wakeup();
        errorHandler = callbacks;
    }

    @Override
    public void ensureThread() {
        // The user starts the thread.
    }

    @Override
    void ensureThreadThatStays() {
        // The user starts the thread.
    }

    @Override
    public DeadlineAgent agent() {
        return this;
    }

    @Override
    boolean isClosing() {
        return closing;
    }

    /** Only the wheel thread may close the wheel: it does so in its next cycle. */
    @Override
    public void close() {
        prepareClosing();
        boolean first = !closing;
        closing = true;
        if (first && wakeup != null) {
            try {
                wakeup.run();
            } catch (Throwable e) {
                errorHandler.onError(e);
            }
        }
    }

    @Override
    public boolean close(long timeoutNanos) {
        close();
        if (consumer.isClosed() || consumer.isLastDriver() || DriverThread.isCurrent() || Notification.isNotifying()) {
            return consumer.isClosed();
        }
        try {
            return closed.await(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return consumer.isClosed();
        }
    }

    // ---- the wheel thread

    @Override
    public int doWork() {
        if (closing) {
            closeWheel();
            return 0;
        }
        return consumer.doWork();
    }

    @Override
    public long nextWakeNanos() {
        boolean mustClose = closing && !consumer.isClosed();
        return mustClose ? consumer.startNanos() : consumer.nextWakeNanos();
    }

    /** No thread drives the wheel after this. */
    @Override
    public void onClose() {
        prepareClosing();
        closing = true;
        closeWheel();
    }

    private void closeWheel() {
        consumer.close();
        closed.countDown();
    }

    @Override
    public String roleName() {
        return "curfew-wheel";
    }
}
