package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.internal.PathFormat;
import dev.curfew.internal.wheel.ShutdownListener;
import dev.curfew.internal.wheel.TimerNode;
import dev.curfew.internal.wheel.WheelService;
import org.jspecify.annotations.Nullable;

/**
 * A context with a deadline of its own, earlier than any above it, and the task of its timeout: 56 bytes.
 *
 * <ul>
 *   <li>D1: The constructor arms the timeout before the node is attached. A thread that ends the node from above
 *       reaches it through the parent, so it sees {@code timeout} and cancels it. Only the wheel can end the node
 *       earlier, and it has no use for the timeout.
 *   <li>D2: The thread that derives the node reads its state after attaching it, because the wheel may have ended the
 *       node before. If so, this thread unlinks it ({@link LockFreeCore#withDeadline}).
 * </ul>
 */
final class DeadlineNode extends CancelNode implements DeadlineHolder, ShutdownListener {

    private final long deadlineNanos;
    private final @Nullable Throwable deadlineCause;
    /**
     * Final, so that a thread that gets the context through a race sees it too; null if the wheel fires during the
     * constructor.
     */
    private final @Nullable TimerNode timeout;

    /**
     * A node that is not attached yet.
     *
     * @param values what {@link ValueContext#sourceOf} says of the context from which this one is derived
     * @param wheel to arm the timeout on; null for a node that ends at once
     * @throws IllegalStateException if the wheel is closed
     */
    @SuppressWarnings("this-escape") // The wheel needs only fields that are set before it gets the node (D1).
    DeadlineNode(
            Parent parent,
            @Nullable Context values,
            long deadlineNanos,
            @Nullable Throwable deadlineCause,
            @Nullable WheelService wheel) {
        super(parent, values, parent.deadlineHolder().leaseHolder());
        this.deadlineNanos = deadlineNanos;
        this.deadlineCause = deadlineCause;
        timeout = wheel == null ? null : wheel.arm(deadlineNanos, this);
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public DeadlineHolder deadlineHolder() {
        return this;
    }

    @Override
    public DeadlineHolder expireOwn(long nowNanos) {
        if (deadlineNanos - nowNanos <= 0) {
            run();
        }
        return holderAbove();
    }

    @Override
    public DeadlineHolder leaseHolder() {
        return holderAbove();
    }

    @Override
    public DeadlineHolder source() {
        return this;
    }

    /** The deadline has passed. */
    @Override
    public void run() {
        end(Verdict.deadlineExceeded(deadlineCause));
    }

    /** The runtime was closed before the deadline. */
    @Override
    public void onWheelClosed() {
        end(core().closedVerdict());
    }

    @Override
    void disarm() {
        if (timeout != null) {
            timeout.cancel();
        }
    }

    /** The caller's CAS ended this context. Only a call that repeats the end cancels the timeout, too. */
    @Override
    void disarmExclusive() {
        if (timeout != null) {
            timeout.cancelExclusive();
        }
    }

    @Override
    String pathSegment() {
        return PathFormat.withDeadline(this);
    }
}
