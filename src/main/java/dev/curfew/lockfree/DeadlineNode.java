package dev.curfew.lockfree;

import dev.curfew.spi.PathFormat;
import dev.curfew.wheel.internal.ClosableTask;
import dev.curfew.wheel.internal.TimerNode;
import org.jspecify.annotations.Nullable;

/**
 * A context with a deadline of its own, earlier than any above it, and the task of its timeout: 56 bytes.
 *
 * <p>The constructor arms the timeout before the node is attached, so every ender but the wheel sees {@code timeout}. The
 * wheel has no use for it. The thread that derives sees after the attaching that the wheel has ended the node
 * ({@link LockFreeCore#withDeadline}).
 */
final class DeadlineNode extends CancelNode implements DeadlineOwner, ClosableTask {

    private final long deadlineNanos;
    private final @Nullable Throwable deadlineCause;
    /** Final, so a thread that gets the context through a race sees it too; null if the wheel fires while this constructor runs. */
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

    @Override
    void disarm() {
        if (timeout != null) {
            timeout.cancel();
        }
    }

    /** The caller's CAS ended this context, so nobody else cancels the timeout. */
    @Override
    void disarmAlone() {
        if (timeout != null) {
            timeout.cancelAlone();
        }
    }

    @Override
    String step() {
        return PathFormat.withDeadline(this);
    }
}
