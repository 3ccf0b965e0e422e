package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core. A thread that ends a context is stopped twice. First a
 * link in the middle of the stack is unlinked, and then the newest. The end finds the links below them (K4, K5).
 */
final class StalledWalkTrial implements Callable<Boolean> {

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();

    private final int step;
    private final int further;
    private final AtomicInteger runs = new AtomicInteger();
    private final CancelContext context = RUNTIME.background().withCancel();
    private final CancelContext oldest = context.withCancel();
    private final CancelContext middle;
    private final CancelContext newest;

    /** @param further how many steps after the first stop the second one is */
    StalledWalkTrial(int step, int further) {
        this.step = step;
        this.further = further;
        var unused = context.onDone(runs::incrementAndGet);
        middle = context.withCancel();
        newest = context.withCancel();
    }

    /** Returns whether the thread was stopped twice. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps ending = new Steps(context::cancel, step);
        Thread ender = ending.start();
        if (!ending.isStopped()) {
            return false;
        }
        middle.cancel();
        boolean stopped = ending.releaseFor(further);
        newest.cancel();
        ending.release();
        ender.join();
        check(ending.failure() == null, "no failure: " + ending.failure());
        check(oldest.isDone(), "the oldest child has ended with its parent");
        check(runs.get() == 1, "the action of the context ran " + runs + " times");
        return stopped;
    }
}
