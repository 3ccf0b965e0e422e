package dev.curfew.internal.mutex;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.internal.PathFormat;
import dev.curfew.internal.RenewableLease;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A lease. Its monitor guards the moment and the timer, so a renewal and the end at the moment exclude each other. */
final class LeaseContext extends TimedContext implements RenewableLease {

    private final long durationNanos;
    private final @Nullable Throwable expiryCause;
    /** Guarded by the monitor of this context, as all fields below. */
    private long expiresNanos;
    /** Whether the moment has come, so that no renewal is possible any more. */
    private boolean isExpired;
    /** When the timer is due. */
    private long timerNanos;

    LeaseContext(
            MutexCore core,
            Context parent,
            Context anchor,
            long expiresNanos,
            long durationNanos,
            @Nullable Throwable expiryCause) {
        super(core, parent, anchor, anchor.deadlineNanos());
        this.expiresNanos = expiresNanos;
        this.durationNanos = durationNanos;
        this.expiryCause = expiryCause;
    }

    /** The verdict of a lease that is born ended. */
    Verdict expired() {
        return Verdict.deadlineExceeded(expiryCause);
    }

    @Override
    long dueNanos() {
        return expiresNanos;
    }

    /** Arms no timer if an earlier one is armed. */
    @Override
    boolean scheduleLocked(long nowNanos) {
        if (expiresNanos == NO_DEADLINE || (timer != null && timerNanos - expiresNanos <= 0)) {
            return true;
        }
        Future<?> before = timer;
        if (!super.scheduleLocked(nowNanos)) {
            return false;
        }
        if (before != null) {
            before.cancel(false);
        }
        timerNanos = expiresNanos;
        return true;
    }

    /** The lease ends, or a timer for its moment is armed. Returns false if this timer is not due. */
    @Override
    boolean timeIsUp(long nowNanos) {
        synchronized (this) {
            if (timer != null && timerNanos - nowNanos > 0) {
                return false;
            }
            timer = null;
        }
        expireOwn(nowNanos);
        scheduleOrEnd(nowNanos);
        return true;
    }

    private void scheduleOrEnd(long nowNanos) {
        if (!schedule(nowNanos)) {
            end(requireNonNull(core.timers.closed()));
        }
    }

    @Override
    void expireOwn(long nowNanos) {
        synchronized (this) {
            if (!isExpired && (isDone() || !isDue(expiresNanos, nowNanos))) {
                return;
            }
            isExpired = true;
        }
        end(expired());
    }

    private static boolean isDue(long timeNanos, long nowNanos) {
        return timeNanos != NO_DEADLINE && timeNanos - nowNanos <= 0;
    }

    // ---- renewing

    @Override
    public boolean renew() {
        return renewNanos(durationNanos);
    }

    @Override
    public boolean renew(long timeNanos, long nowNanos) {
        boolean isEnd = isDue(timeNanos, nowNanos);
        synchronized (this) {
            if (!isDone()) {
                isExpired |= isDue(expiresNanos, nowNanos);
                if (!isExpired && !isEnd) {
                    renewLocked(timeNanos, nowNanos);
                }
            }
        }
        if (isEnd) {
            end(expired()); // Without memory, throws, and has changed nothing.
        } else {
            expireOwn(nowNanos);
        }
        scheduleOrEnd(nowNanos);
        return !isDoneBelow();
    }

    /** If there is no memory for a timer, throws, and the moment stays. */
    private void renewLocked(long timeNanos, long nowNanos) {
        long before = expiresNanos;
        expiresNanos = timeNanos;
        try {
            scheduleLocked(nowNanos); // If the timers are closed, the caller ends the lease.
        } catch (Throwable e) {
            expiresNanos = before;
            throw e;
        }
    }

    @Override
    public synchronized long expiresNanos() {
        return expiresNanos;
    }

    @Override
    String pathSegment() {
        return PathFormat.withLease(this);
    }
}
