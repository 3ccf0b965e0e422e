package dev.curfew.internal.lockfree;

import dev.curfew.ContextRuntime;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core, with two stopped threads. One is about to attach a
 * link to a context with a table, the other is ending the context. Then the first goes on, and the second does not
 * (C1).
 */
final class StalledEnderTrial implements Callable<Boolean> {

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();

    /** What is attached. Each function returns a question: whether the link learned of the end. */
    enum Push {
        CHILD(context -> context.withCancel()::isDone),
        ACTION(context -> {
            AtomicBoolean ran = new AtomicBoolean();
            context.onDone(() -> ran.set(true));
            return ran::get;
        });

        private final Function<CancelNode, BooleanSupplier> notified;

        Push(Function<CancelNode, BooleanSupplier> notified) {
            this.notified = notified;
        }
    }

    private final Push push;
    private final int pushStep;
    private final int endStep;
    private final CancelNode context = (CancelNode) RUNTIME.background().withCancel();
    private volatile BooleanSupplier notified;

    /** @param endStep 0 to end the context without a stop */
    StalledEnderTrial(String push, int pushStep, int endStep) {
        this.push = Push.valueOf(push);
        this.pushStep = pushStep;
        this.endStep = endStep;
        context.inflate();
        context.withCancel();
    }

    /** Returns whether both threads had so many steps that they were stopped. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps pushing = new Steps(() -> notified = push.notified.apply(context), pushStep);
        Thread pusher = pushing.start();
        Steps ending = new Steps(context::cancel, endStep);
        if (!pushing.isStopped()) {
            return false;
        }
        Thread ender = ending.start();
        boolean stopped = ending.isStopped() || endStep == 0;
        // If so, the end comes before the step at which the other thread was stopped: its push, or its second read.
        boolean ended = context.isDone();
        pushing.release();
        pusher.join();
        if (ended && !notified.getAsBoolean()) {
            throw new AssertionError(push + " not notified, below a context that had ended");
        }
        ending.release();
        ender.join();
        return stopped;
    }
}
