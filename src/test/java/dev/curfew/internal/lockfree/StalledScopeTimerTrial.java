package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ScopePool;
import dev.curfew.kit.Cycles;
import dev.curfew.wheel.ManualClock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core. The timer of a released scope fires, and the wheel
 * thread is stopped. The owner opens the slot again and is stopped, too. Then the wheel thread goes on first (Z5, T5).
 */
final class StalledScopeTimerTrial implements Callable<Boolean> {

    /** So many that the last release is followed by a fence, and the wheel thread finds the slot free. */
    private static final int SLOTS = 8;

    private static final long FIRST = 10;
    private static final long NOW = 20;
    private static final long SECOND = 30;
    private static final long BYSTANDER = 35;

    private final boolean renews;
    private final int wheelStep;
    private final ManualClock clock = new ManualClock(0);
    private final ContextRuntime runtime = Cycles.builder(clock).build();
    private final ScopePool pool = ScopePool.of(runtime.background(), SLOTS);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch fired = new CountDownLatch(1);
    private final Steps opening;
    private volatile long scope;
    private volatile CancelContext bystander;

    /** @param renews whether the owner opens a scope without a deadline and renews it, or one with a deadline */
    StalledScopeTimerTrial(boolean renews, int wheelStep, int ownerStep) {
        this.renews = renews;
        this.wheelStep = wheelStep;
        opening = new Steps(this::open, ownerStep);
    }

    private void open() {
        if (renews) {
            scope = pool.open();
            check(pool.renew(scope, SECOND), "renewed");
        } else {
            scope = pool.open(SECOND);
        }
    }

    private void own() {
        long first = pool.open(FIRST);
        long[] others = new long[SLOTS - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = pool.open();
        }
        for (long other : others) {
            pool.release(other);
        }
        pool.release(first); // The slot is on top now.
        released.countDown();
        try {
            fired.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        bystander = runtime.background().withDeadlineNanos(BYSTANDER);
        opening.run();
    }

    /** Returns whether both threads were stopped. */
    @Override
    public Boolean call() throws InterruptedException {
        Thread owner = start(this::own, "owner");
        released.await();
        drive(0);
        clock.set(NOW);
        Steps firing = new Steps(() -> Cycles.untilIdle(runtime), wheelStep);
        Thread wheel = start(firing, "wheel");
        boolean stopped = firing.isStopped();
        fired.countDown();
        stopped &= opening.isStopped();
        firing.release();
        wheel.join();
        opening.release();
        owner.join();
        check(firing.failure() == null, "no failure: " + firing.failure());
        check(opening.failure() == null, "no failure: " + opening.failure());
        drive(SECOND - 1);
        check(pool.err(scope) == null, "the scope does not end before its deadline");
        drive(SECOND);
        check(pool.err(scope) == Context.DEADLINE_EXCEEDED, "it ends at its deadline");
        drive(BYSTANDER);
        check(bystander.isDone(), "no other timer is lost");
        check(runtime.nextWakeNanos() == Long.MAX_VALUE, "no timer is left");
        return stopped;
    }

    private static Thread start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void drive(long now) {
        clock.set(now);
        Cycles.untilIdle(runtime);
    }
}
