package dev.curfew.lockfree;

import dev.curfew.spi.PathFormat;
import dev.curfew.wheel.internal.ClosableTask;
import dev.curfew.wheel.internal.TimerNode;
import org.jspecify.annotations.Nullable;

/**
 * A context with a deadline of its own, earlier than any above it, and the task of its timeout: 56 bytes.
 *
 * <p>It is armed first and attached to its parent then. So nobody has to look for a timeout that is stored late: who ends
 * it from above came to it through its parent, hence after {@code timeout} was written. Only the wheel may end it before,
 * and has no use for the timeout; who derives sees that after attaching it ({@link LockFreeCore#withDeadline}).
 */
final class DeadlineNode extends CancelNode implements DeadlineOwner, ClosableTask {

    private final long deadlineNanos;
    private final @Nullable Throwable deadlineCause;
    /** Final, so also seen by who gets the context through a race; null to the wheel if it is quick. */
    private final @Nullable TimerNode timeout;

    /**
     * Not attached.
     *
     * @param wheel to be armed on; null for one that ends at once
     * @throws IllegalStateException if the wheel is closed
     */
    @SuppressWarnings("this-escape") // What the wheel needs is there by then.
    DeadlineNode(Parent parent, long deadlineNanos, @Nullable Throwable deadlineCause, @Nullable DeadlineWheel wheel) {
        super(parent, parent.deadlineOwner().core().background);
        this.deadlineNanos = deadlineNanos;
        this.deadlineCause = deadlineCause;
        timeout = wheel == null ? null : wheel.arm(this);
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public DeadlineOwner deadlineOwner() {
        return this;
    }

    @Override
    public boolean expireIfDue(long nowNanos) {
        if (deadlineNanos - nowNanos <= 0) {
            run();
        }
        return isDoneBelow();
    }

    /** The deadline has passed. */
    @Override
    public void run() {
        end(Verdict.deadlineExceeded(deadlineCause));
    }

    /** The runtime was closed before. */
    @Override
    public void wheelClosed() {
        end(core().wheel.closedVerdict());
    }

    /** Once, by whose CAS has ended it: so nobody else cancels the timeout. */
    @Override
    void disarm() {
        if (timeout != null) {
            timeout.cancelAlone();
        }
    }

    @Override
    void disarmOnce() {
        if (timeout != null) {
            timeout.cancel();
        }
    }

    @Override
    String step() {
        return PathFormat.withDeadline(this);
    }
}
