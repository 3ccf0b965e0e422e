package dev.curfew.lockfree;

import dev.curfew.spi.PathFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A context with a deadline of its own, earlier than any above it: 56 bytes.
 *
 * <p>It is attached before its timer is armed, so an ancestor may end it in between. Whoever arms stores the timer, then
 * re-reads the word, and disarms if it is a verdict; the ender CASes the word, then takes the timer. Both orders are
 * store-load, so at least one of the two sees the other.
 */
final class DeadlineNode extends CancelNode implements DeadlineOwner {

    private static final VarHandle TIMER;

    static {
        try {
            TIMER = MethodHandles.lookup().findVarHandle(DeadlineNode.class, "timer", DeadlineTimers.Timer.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long deadlineNanos;
    private final @Nullable Throwable deadlineCause;
    private volatile DeadlineTimers.@Nullable Timer timer;

    /** Not attached, not armed. */
    DeadlineNode(Parent parent, long deadlineNanos, @Nullable Throwable deadlineCause) {
        super(parent, parent.deadlineOwner().core().background);
        this.deadlineNanos = deadlineNanos;
        this.deadlineCause = deadlineCause;
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
            expire();
        }
        return isDone();
    }

    /** The deadline has passed. */
    void expire() {
        end(Verdict.deadlineExceeded(deadlineCause));
    }

    void armed(DeadlineTimers.Timer armed) {
        TIMER.setVolatile(this, armed);
        if (stateVolatile() instanceof Verdict) {
            disarm();
        }
    }

    @Override
    void disarm() {
        if (timer != null) {
            DeadlineTimers.Timer armed = (DeadlineTimers.Timer) TIMER.getAndSet(this, null);
            if (armed != null) {
                armed.disarm();
            }
        }
    }

    @Override
    String step() {
        return PathFormat.withDeadline(this);
    }

    /** For the runtime that closes before the deadline. */
    void abandon() {
        end(Verdict.canceled(new IllegalStateException(DeadlineTimers.CLOSED)));
    }
}
