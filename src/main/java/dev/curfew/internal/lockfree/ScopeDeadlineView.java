package dev.curfew.internal.lockfree;

import dev.curfew.internal.PathFormat;

/** The view of a scope whose deadline is before that of the pool. */
final class ScopeDeadlineView extends ScopeView implements DeadlineHolder {

    private final long deadlineNanos;

    ScopeDeadlineView(CancelNode pool, ScopeSlot slot, long life, long deadlineNanos) {
        super(pool, pool.deadlineHolder().leaseHolder(), slot, life);
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public DeadlineHolder deadlineHolder() {
        return this;
    }

    /** Ends the scope, and so this view. */
    @Override
    public DeadlineHolder expireOwn(long nowNanos) {
        expireScope(nowNanos);
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

    @Override
    String pathSegment() {
        return PathFormat.withDeadline(this);
    }
}
