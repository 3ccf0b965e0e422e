package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.ContextRuntime;
import dev.curfew.ForwardingContext;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core. A thread that derives or ends a merged context is
 * stopped, and so is a thread that ends one of the contexts with which it ends. Then either of them goes on first (M1 to
 * M3).
 */
final class StalledMergeTrial implements Callable<Boolean> {

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();

    static {
        // No thread may be stalled in a class initialiser, where the others would wait.
        CancelNode other = (CancelNode) RUNTIME.background().withCancel();
        var unused = RUNTIME.background()
                .withCancel()
                .withCancelOn(other, RUNTIME.background().withCancel());
        other.cancel();
    }

    /** What the first thread does while the second one ends the other context. */
    enum Operation {
        DERIVE(trial -> trial.derive(trial.parent)),
        DERIVE_BELOW_FOREIGN(trial -> trial.derive(new ForwardingContext(trial.parent) {})),
        CANCEL(trial -> trial.made.cancel()),
        END_PARENT(trial -> trial.parent.cancel()),
        END_OTHER(trial -> trial.other.cancel()),
        END_FURTHER(trial -> trial.further.cancel());

        private final Consumer<StalledMergeTrial> steps;

        Operation(Consumer<StalledMergeTrial> steps) {
            this.steps = steps;
        }
    }

    private final Operation operation;
    private final int step;
    private final int endStep;
    private final boolean enderFirst;

    private final CancelNode parent = (CancelNode) RUNTIME.background().withCancel();
    private final CancelNode other = (CancelNode) RUNTIME.background().withCancel();
    private final CancelNode further = (CancelNode) RUNTIME.background().withCancel();
    private final AtomicInteger runs = new AtomicInteger();
    private volatile MergedNode made;
    private CancelNode below;

    StalledMergeTrial(String operation, String shape, int step, int endStep, boolean enderFirst) {
        this.operation = Operation.valueOf(operation);
        this.step = step;
        this.endStep = endStep;
        this.enderFirst = enderFirst;
        for (CancelNode context : new CancelNode[] {parent, other, further}) {
            StalledTrial.Shape.valueOf(shape).make(context);
            context.withCancel();
        }
        if (!isDeriving()) {
            derive(parent);
            below = (CancelNode) made.withCancel();
            below.onDone(runs::incrementAndGet);
        }
    }

    private boolean isDeriving() {
        return operation == Operation.DERIVE || operation == Operation.DERIVE_BELOW_FOREIGN;
    }

    private void derive(dev.curfew.Context above) {
        made = (MergedNode) above.withCancelOn(further, other);
    }

    /** Returns whether both threads had so many steps that they were stopped. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps first = new Steps(() -> operation.steps.accept(this), step);
        Thread firstThread = first.start();
        if (!first.isStopped()) {
            return false;
        }
        Steps ending = new Steps(other::cancel, endStep);
        Thread ender = ending.start();
        boolean stopped = ending.isStopped() || endStep == 0;
        othersGoOn();
        (enderFirst ? ending : first).release();
        (enderFirst ? ender : firstThread).join();
        othersGoOn();
        (enderFirst ? first : ending).release();
        firstThread.join();
        ender.join();
        check(first.failure() == null && ending.failure() == null, "no failure: " + first.failure());
        quiet();
        return stopped;
    }

    /** A further call that ends the other context marks everything below it (C3). */
    private void othersGoOn() {
        if (other.isDone() && below != null) {
            other.cancel();
            check(made.isDone() && below.isDone(), "what is below reads done after an end");
        }
    }

    private void quiet() {
        check(made.isDone(), "the merged context has ended");
        check(made.verdict().isFinished(), "nothing below it is to be marked");
        check(isDeriving() || runs.get() == 1, "the action ran " + runs + " times");
        for (CancelNode context : new CancelNode[] {parent, other, further}) {
            check(context.isDone() || Retained.links(context).size() == 1, "a live context reaches its child alone");
        }
        check(Retained.behind(made) == 0, "it reaches no sibling");
    }
}
