package dev.curfew.internal.lockfree;

import dev.curfew.internal.PathFormat;

/** A scope with a deadline as a context: a child of the context of the pool, which the slot ends. */
final class ScopeView extends CancelNode implements DeadlineHolder {

    private final ScopeSlot slot;
    private final long life;
    private final long deadlineNanos;

    ScopeView(CancelNode pool, ScopeSlot slot, long life, long deadlineNanos) {
        super(pool, pool.values(), pool.deadlineHolder().leaseHolder());
        this.slot = slot;
        this.life = life;
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
        slot.expire(life, nowNanos);
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
