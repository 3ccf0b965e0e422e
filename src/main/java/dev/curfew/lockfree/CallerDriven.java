package dev.curfew.lockfree;

import dev.curfew.spi.DriverThread;
import dev.curfew.spi.Notification;
import dev.curfew.wheel.internal.Wheel;
import dev.curfew.wheel.internal.WheelOwner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/** A wheel driven by a user's thread, for which this is one agent among others. */
final class CallerDriven extends DeadlineWheel implements Agent {

    private final WheelOwner owner;
    private final @Nullable Runnable wakeup;
    private final ErrorHandler errorHandler;
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean closing;

    CallerDriven(Wheel wheel, @Nullable Runnable wakeup, ErrorHandler errorHandler) {
        super(wheel);
        owner = wheel.owner();
        this.wakeup = wakeup;
        this.errorHandler = errorHandler;
    }

    @Override
    void start() {
        // No thread to start.
    }

    @Override
    void startToStay() {
        // No thread to start.
    }

    @Override
    Agent agent() {
        return this;
    }

    @Override
    boolean isClosing() {
        return closing;
    }

    /** Only the owner may settle what is armed: it does so in its next cycle. */
    @Override
    void close() {
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
    boolean close(long timeoutNanos) {
        close();
        if (owner.isClosed() || owner.isLastDriver() || DriverThread.isCurrent() || Notification.isTelling()) {
            return owner.isClosed();
        }
        try {
            return settled.await(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return owner.isClosed();
        }
    }

    // ---- the owner

    @Override
    public int doWork() {
        if (closing) {
            settle();
            return 0;
        }
        return owner.doWork();
    }

    /** Nobody will see to the deadlines any more. */
    @Override
    public void onClose() {
        prepareClosing();
        closing = true;
        settle();
    }

    private void settle() {
        owner.close();
        settled.countDown();
    }

    @Override
    public String roleName() {
        return "curfew-wheel";
    }
}
