package dev.curfew.contract;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.ShallowStack;
import dev.curfew.wheel.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One trial of {@link ShallowStackTest}, loaded by {@link dev.curfew.kit.ShallowLoader}. Returns what went wrong, after
 * {@link #ENDED} if the stack has ended.
 */
abstract class ShallowTrial implements Callable<String> {

    static final String ENDED = "ended;";

    final ManualClock clock = new ManualClock(0);
    final ContextRuntime runtime;
    private final int room;
    private final int handleFrames;
    private final StringBuilder faults = new StringBuilder();
    private boolean hasEnded;
    /** How often each action ran. */
    private final List<int[]> runs = new ArrayList<>();
    /** How many callbacks had no room, as the error handler is told. */
    private int told;

    ShallowTrial(String core, int room, int handleFrames) {
        this.room = room;
        this.handleFrames = handleFrames;
        ContextRuntime.Builder builder =
                core.equals("MUTEX") ? ContextRuntime.builder().core(ContextRuntime.Core.MUTEX) : Cycles.builder(clock);
        runtime = builder.errorHandler(this::count).build();
    }

    private void count(Throwable failure) {
        if (failure instanceof StackOverflowError) {
            told++;
        } else if (failure.getMessage() != null && failure.getMessage().matches("[0-9]+ more callbacks .*")) {
            told += Integer.parseInt(failure.getMessage().split(" ")[0]);
        } else {
            faults.append(" reported: ").append(failure);
        }
    }

    @Override
    public final String call() {
        run();
        runtime.close();
        return (hasEnded ? ENDED : "") + faults;
    }

    abstract void run();

    final StackOverflowError onShallowStack(Runnable call) {
        StackOverflowError thrown = ShallowStack.call(room, handleFrames, call);
        hasEnded |= ShallowStack.hasEnded();
        return thrown;
    }

    final void expect(boolean condition, String what) {
        if (!condition) {
            faults.append(" not: ").append(what);
        }
    }

    final Runnable action() {
        int[] run = new int[1];
        runs.add(run);
        return () -> run[0]++;
    }

    final void expectAllRan() {
        expect(runs.stream().allMatch(run -> run[0] <= 1), "no action ran twice");
        long missing = runs.stream().filter(run -> run[0] == 0).count();
        expect(missing <= told, "each action ran, but " + missing + " did not, told of " + told);
    }

    final void expectNoneRan() {
        expect(runs.stream().allMatch(run -> run[0] == 0), "no action ran");
    }

    final void forgetActions() {
        runs.clear();
        told = 0;
    }

    /** The next end on this thread (Q2). */
    final void endAnother() {
        CancelContext another = runtime.background().withCancel();
        another.onDone(() -> {});
        another.onDone(() -> {});
        another.cancel();
    }

    final void drive(long now) {
        clock.set(now);
        Cycles.untilIdle(runtime);
    }
}
