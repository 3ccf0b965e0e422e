package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.internal.Answer;
import dev.curfew.internal.Deadlines;

/** In place of the holder of a deadline in another tree, for a {@link MergedNode} and what is below it: 24 bytes. */
final class EarliestDeadline implements DeadlineHolder {

    private final LockFreeCore core;
    private final DeadlineHolder leases;
    private final DeadlineHolder owner;

    private EarliestDeadline(LockFreeCore core, DeadlineHolder leases, DeadlineHolder owner) {
        this.core = core;
        this.leases = leases;
        this.owner = owner;
    }

    /**
     * The holder of the earlier deadline: that of a child so far, or that of another context on the same clock.
     *
     * @param end what a child of the other context attaches to
     */
    static DeadlineHolder of(LockFreeCore core, DeadlineHolder holder, Context other, Parent end) {
        DeadlineHolder owner = DeadlineHolder.ownerOf(end.deadlineHolder());
        boolean isEarlier = Deadlines.isEarlier(owner.deadlineNanos(), holder.deadlineNanos())
                && Answer.runtime(other.runtime(), other).clock() == core.runtime.clock();
        return isEarlier ? new EarliestDeadline(core, holder.leaseHolder(), owner) : holder;
    }

    @Override
    public LockFreeCore core() {
        return core;
    }

    @Override
    public long deadlineNanos() {
        return owner.deadlineNanos();
    }

    @Override
    public DeadlineHolder expireOwn(long nowNanos) {
        owner.expireOwn(nowNanos);
        return leases;
    }

    @Override
    public DeadlineHolder leaseHolder() {
        return leases;
    }

    @Override
    public DeadlineHolder source() {
        return owner;
    }
}
