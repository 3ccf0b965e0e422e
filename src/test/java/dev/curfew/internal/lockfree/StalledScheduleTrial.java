package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.ContextRuntime;
import dev.curfew.kit.Cycles;
import dev.curfew.wheel.ManualClock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core. A thread that begins a scheduled action, stops it, or
 * ends its context, is stopped. The others do the rest meanwhile (A1, A2).
 */
final class StalledScheduleTrial implements Callable<Boolean> {

    private static final long DUE = 1_000;

    /** What the victim does. */
    enum Operation {
        BEGIN(StalledScheduleTrial::begin),
        STOP(StalledScheduleTrial::stop),
        END(trial -> trial.context.cancel());

        private final Consumer<StalledScheduleTrial> steps;

        Operation(Consumer<StalledScheduleTrial> steps) {
            this.steps = steps;
        }
    }

    private final Operation operation;
    private final boolean isHandedOver;
    private final boolean ends;
    private final int step;

    private final ManualClock clock = new ManualClock(0);
    private final ContextRuntime runtime = Cycles.builder(clock).build();
    private final CancelNode context = (CancelNode) runtime.background().withCancel();
    private final Queue<Runnable> executor = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final ScheduledNode action;
    private volatile boolean isStopped;

    /**
     * @param isHandedOver whether an executor has the action
     * @param ends whether the context ends, whoever ends it
     */
    StalledScheduleTrial(String operation, boolean isHandedOver, boolean ends, int step) {
        this.operation = Operation.valueOf(operation);
        this.isHandedOver = isHandedOver;
        this.ends = ends || this.operation == Operation.END;
        this.step = step;
        action = (ScheduledNode)
                (isHandedOver
                        ? context.scheduleAfterNanos(DUE, runs::incrementAndGet, executor::add)
                        : context.scheduleAfterNanos(DUE, runs::incrementAndGet));
        drive();
        clock.set(DUE);
        if (isHandedOver) {
            drive();
        }
    }

    /** Returns whether the victim was stopped. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps steps = new Steps(() -> operation.steps.accept(this), step);
        Thread victim = steps.start();
        boolean stopped = steps.isStopped();
        othersGoOn();
        steps.release();
        victim.join();
        check(steps.failure() == null, "no failure: " + steps.failure());
        quiet();
        return stopped;
    }

    private void othersGoOn() throws InterruptedException {
        boolean isEnded = context.isDone();
        boolean hasBegun = action.stateAcquire() == Verdict.BEGUN;
        if (ends && operation != Operation.END) {
            context.cancel();
            isEnded = true;
        }
        if (operation != Operation.BEGIN) {
            begin();
        }
        check(!isEnded || hasBegun || runs.get() == 0, "no action begins after the end");
        if (operation == Operation.BEGIN && !hasBegun) {
            isStopped = action.stopAndAwait(); // It has nothing to wait for.
            check(isStopped != isEnded, "stopped unless the context has ended");
        } else if (operation != Operation.STOP) {
            stop();
        }
    }

    /** All threads have returned. */
    private void quiet() throws InterruptedException {
        check(runs.get() <= 1 && !(isStopped && runs.get() == 1), "the action ran " + runs + " times");
        check(ends || isStopped || runs.get() == 1, "the action ran unless it was stopped");
        check(!action.stopAndAwait() && !action.stop(), "it is over");
        check(Retained.links(context).isEmpty() && Retained.behind(action) == 0, "it has left its context");
        drive();
        check(runtime.nextWakeNanos() == Long.MAX_VALUE, "no timer is left");
    }

    private void begin() {
        if (isHandedOver) {
            executor.remove().run();
        } else {
            drive();
        }
    }

    private void stop() {
        isStopped = action.stop();
    }

    private void drive() {
        Cycles.untilIdle(runtime);
    }
}
