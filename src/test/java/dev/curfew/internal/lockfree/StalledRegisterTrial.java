package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core, with two stopped threads. One registers an action at a
 * context with a table, the other ends the newest child on the stack of that table. The context ends, then the second thread
 * goes on, and then the first: it does not look for a newest link that is not gone (K5).
 */
final class StalledRegisterTrial implements Callable<Boolean> {

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();

    private final int registerStep;
    private final int endStep;
    private final AtomicInteger runs = new AtomicInteger();
    private final CancelContext context = RUNTIME.background().withCancel();
    private final CancelContext newest;

    StalledRegisterTrial(int registerStep, int endStep) {
        this.registerStep = registerStep;
        this.endStep = endStep;
        for (int i = 1; i < LinkStack.MAX_LINKS; i++) {
            context.withCancel();
        }
        newest = context.withCancel();
        context.withCancel(); // makes the table
    }

    /** Returns whether both threads had so many steps that they were stopped. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps registering = new Steps(() -> context.onDone(runs::incrementAndGet), registerStep);
        Thread registrar = registering.start();
        if (!registering.isStopped()) {
            return false;
        }
        Steps ending = new Steps(newest::cancel, endStep);
        Thread ender = ending.start();
        boolean stopped = ending.isStopped();
        context.cancel();
        ending.release();
        ender.join();
        registering.release();
        registrar.join();
        check(registering.failure() == null && ending.failure() == null, "nothing fails");
        check(runs.get() == 1, "the action ran " + runs + " times");
        return stopped;
    }
}
