package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import dev.curfew.kit.Cycles;
import dev.curfew.wheel.ManualClock;
import java.util.concurrent.Callable;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core. A thread that renews a lease to an earlier moment is
 * stopped twice. In between that moment comes, and then a later one: the lease ends all the same (U3).
 */
final class StalledLeaseTrial implements Callable<Boolean> {

    private static final long FIRST = 1_000;
    private static final long EARLIER = 500;

    private final int step;
    private final int further;
    private final ManualClock clock = new ManualClock(0);
    private final ContextRuntime runtime = Cycles.builder(clock).build();
    private final Lease lease = runtime.background().withLeaseNanos(FIRST);

    /** @param further how many steps after the first stop the second one is */
    StalledLeaseTrial(int step, int further) {
        this.step = step;
        this.further = further;
    }

    /** Returns whether the thread was stopped twice. */
    @Override
    public Boolean call() throws InterruptedException {
        drive(0);
        Steps renewing = new Steps(() -> lease.renewUntilNanos(EARLIER), step);
        Thread renewer = renewing.start();
        if (!renewing.isStopped()) {
            return false;
        }
        drive(EARLIER);
        boolean stopped = renewing.releaseFor(further);
        drive(FIRST);
        check(lease.isDone(), "the lease ends by its timer, wherever the renewing thread is");
        renewing.release();
        renewer.join();
        check(renewing.failure() == null, "no failure: " + renewing.failure());
        drive(FIRST);
        check(runtime.nextWakeNanos() == Long.MAX_VALUE, "no timer is left");
        return stopped;
    }

    private void drive(long now) {
        clock.set(now);
        Cycles.untilIdle(runtime);
    }
}
