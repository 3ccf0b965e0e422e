package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import dev.curfew.kit.Cycles;
import dev.curfew.wheel.ManualClock;
import java.util.concurrent.Callable;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core. A thread that renews a lease is stopped. Meanwhile the
 * lease is cancelled, or its first moment comes (U3, U4).
 */
final class StalledRenewalTrial implements Callable<Boolean> {

    private static final long FIRST = 1_000;

    private final long until;
    private final boolean cancels;
    private final int step;
    private final ManualClock clock = new ManualClock(0);
    private final ContextRuntime runtime = Cycles.builder(clock).build();
    private final CancelNode parent = (CancelNode) runtime.background().withCancel();
    private final Lease lease = parent.withLeaseNanos(FIRST);
    private volatile boolean isRenewed;

    StalledRenewalTrial(long until, boolean cancels, int step) {
        this.until = until;
        this.cancels = cancels;
        this.step = step;
    }

    /** Returns whether the thread was stopped. */
    @Override
    public Boolean call() throws InterruptedException {
        drive(0);
        Steps renewing = new Steps(() -> isRenewed = lease.renewUntilNanos(until), step);
        Thread renewer = renewing.start();
        boolean stopped = renewing.isStopped();
        if (cancels) {
            check(lease.cancel() && lease.isDone(), "a lease can be cancelled, wherever the renewing thread is");
        } else {
            drive(FIRST);
            check(lease.isDone() == (lease.expiresNanos() <= FIRST), "the moment that the lease shows counts");
            check(lease.expireIfDue(FIRST) == lease.isDone(), "nothing is left to expire");
        }
        renewing.release();
        renewer.join();
        check(renewing.failure() == null, "no failure: " + renewing.failure());
        if (stopped) {
            check(isRenewed != lease.isDone(), "renewed, or done");
        }
        if (!lease.isDone()) {
            drive(until - 1);
            check(!lease.isDone(), "a renewed lease does not end before its moment");
            drive(until);
            check(lease.isDone(), "it ends at its moment");
        }
        drive(clock.nanoTime());
        check(runtime.nextWakeNanos() == Long.MAX_VALUE, "no timer outlives the lease");
        check(Retained.links(parent).isEmpty(), "the parent has let go");
        return stopped;
    }

    private void drive(long now) {
        clock.set(now);
        Cycles.untilIdle(runtime);
    }
}
