package dev.curfew.internal.mutex;

import dev.curfew.Context;
import dev.curfew.internal.PathFormat;
import org.jspecify.annotations.Nullable;

/** A context with a deadline of its own, and a timer for it: Go's {@code timerCtx}. */
final class DeadlineContext extends TimedContext {

    private final @Nullable Throwable deadlineCause;

    DeadlineContext(
            MutexCore core, Context parent, Context anchor, long deadlineNanos, @Nullable Throwable deadlineCause) {
        super(core, parent, anchor, deadlineNanos);
        this.deadlineCause = deadlineCause;
    }

    @Override
    long dueNanos() {
        return deadlineNanos();
    }

    @Override
    boolean timeIsUp(long nowNanos) {
        if (deadlineNanos() - nowNanos <= 0) {
            expire();
        }
        return false;
    }

    void expire() {
        end(Verdict.deadlineExceeded(deadlineCause));
    }

    @Override
    String pathSegment() {
        return PathFormat.withDeadline(this);
    }
}
