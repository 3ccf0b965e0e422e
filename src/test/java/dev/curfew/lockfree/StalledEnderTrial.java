package dev.curfew.lockfree;

import dev.curfew.ContextRuntime;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core: two are stopped. One is about to push a link on a
 * stripe, the other is ending the context; then the first is let go, and the second is not.
 */
final class StalledEnderTrial implements Callable<Boolean> {

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();

    /** What is pushed. Each returns what tells whether it was told of the end. */
    enum Push {
        CHILD(context -> context.withCancel()::isDone),
        ACTION(context -> {
            AtomicBoolean ran = new AtomicBoolean();
            context.onDone(() -> ran.set(true));
            return ran::get;
        });

        private final Function<CancelNode, BooleanSupplier> told;

        Push(Function<CancelNode, BooleanSupplier> told) {
            this.told = told;
        }
    }

    private final Push push;
    private final int pushStep;
    private final int endStep;
    private final CancelNode context = (CancelNode) RUNTIME.background().withCancel();
    private volatile BooleanSupplier told;

    /** @param endStep 0 to end the context without a stop */
    StalledEnderTrial(String push, int pushStep, int endStep) {
        this.push = Push.valueOf(push);
        this.pushStep = pushStep;
        this.endStep = endStep;
        context.inflate();
        context.withCancel();
    }

    /** Returns whether all were stopped that were to be. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps pushing = new Steps(() -> told = push.told.apply(context), pushStep);
        Thread pusher = start(pushing);
        Steps ending = new Steps(context::cancel, endStep);
        if (!pushing.isStopped()) {
            return false;
        }
        Thread ender = start(ending);
        boolean stopped = ending.isStopped() || endStep == 0;
        // Then the end comes before the step at which the other was stopped: its push, or its second look.
        boolean ended = context.isDone();
        pushing.release();
        pusher.join();
        if (ended && !told.getAsBoolean()) {
            throw new AssertionError(push + " not told, below a context that had ended");
        }
        ending.release();
        ender.join();
        return stopped;
    }

    private static Thread start(Steps steps) {
        Thread thread = new Thread(steps, "victim");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
