package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.wheel.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core. The thread that ends a subtree is stopped, then a
 * helper that meets the subtree is stopped, and a third call meets both (C3, E1, E3).
 */
final class StalledHelperTrial implements Callable<Boolean> {

    private static final int FAN = 3;
    private static final long DEADLINE = 1_000;

    /** How the helper and the third call meet what the first thread is ending. */
    enum Meeting {
        FROM_ABOVE(trial -> trial.parent.cancel()),
        AGAIN(trial -> trial.subtree.cancel()),
        BELOW(trial -> trial.inner.cancel()),
        EXPIRE(trial -> check(trial.leaf.expireIfDue(DEADLINE), "the leaf has expired")),
        ACTION(trial -> trial.note(trial.subtree));

        private final Consumer<StalledHelperTrial> steps;

        Meeting(Consumer<StalledHelperTrial> steps) {
            this.steps = steps;
        }
    }

    private final Meeting meeting;
    private final int endStep;
    private final int helpStep;
    private final boolean helperFirst;

    private final ManualClock clock = new ManualClock(0);
    private final ContextRuntime runtime = ContextRuntime.builder()
            .core(ContextRuntime.Core.LOCK_FREE)
            .clock(clock)
            .callerDriven()
            .build();
    private final CancelNode parent = (CancelNode) runtime.background().withCancel();
    private final CancelNode subtree;
    private final CancelNode inner;
    private final CancelNode leaf;
    private final List<CancelNode> below = new ArrayList<>();
    private final List<CheckingAction> actions = new CopyOnWriteArrayList<>();

    static {
        // No thread may be stalled in a class initialiser, where the others would wait.
        try (CancelContext context = Context.background().withCancel()) {
            context.withCancel();
        }
    }

    /** @param helpStep 0 for a helper that is not stopped */
    StalledHelperTrial(String meeting, String shape, int endStep, int helpStep, boolean helperFirst) {
        this.meeting = Meeting.valueOf(meeting);
        this.endStep = endStep;
        this.helpStep = helpStep;
        this.helperFirst = helperFirst;
        StalledTrial.Shape.valueOf(shape).make(parent);
        parent.withCancel();
        subtree = (CancelNode) parent.withTimeoutNanos(DEADLINE);
        StalledTrial.Shape.valueOf(shape).make(subtree);
        below.add((CancelNode) subtree.withCancel());
        inner = (CancelNode) subtree.withCancel();
        below.add(inner);
        for (int i = 0; i < FAN; i++) {
            below.add((CancelNode) inner.withCancel());
            below.add((CancelNode) subtree.withTimeoutNanos(DEADLINE / 2));
        }
        leaf = (CancelNode) inner.withCancel();
        below.add(leaf);
        note(leaf);
        note(inner);
        note(subtree);
        note(parent);
    }

    private void note(CancelNode context) {
        actions.add(new CheckingAction(context));
    }

    /** Returns whether the ending thread and the helper were both stopped. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps ending = new Steps(subtree::cancel, endStep);
        Thread ender = ending.start();
        boolean stopped = ending.isStopped();
        boolean met = stopped && subtree.isDone();
        Steps helping = new Steps(() -> meeting.steps.accept(this), helpStep);
        Thread helper = helping.start();
        stopped &= helping.isStopped() || helpStep == 0;
        third();
        timerIsUntouchedWhileAnyIsLive();
        Steps first = helperFirst ? helping : ending;
        Steps second = helperFirst ? ending : helping;
        first.release();
        (helperFirst ? helper : ender).join();
        second.release();
        helper.join();
        ender.join();
        check(ending.failure() == null && helping.failure() == null, "no failure: " + helping.failure());
        check(!met || subtree.isDone(), "an end stays");
        quiet();
        return stopped;
    }

    private void third() {
        switch (meeting) {
            case FROM_ABOVE -> {
                boolean first = parent.cancel();
                allDone(first ? "when the parent's cancel has returned" : "when a second cancel has returned");
                check(parent.isDone(), "the parent is done");
            }
            case AGAIN -> {
                subtree.cancel();
                allDone("when a second cancel has returned");
            }
            case BELOW -> {
                inner.cancel();
                check(leaf.isDone(), "the leaf is done");
            }
            case EXPIRE -> {
                check(leaf.expireIfDue(DEADLINE), "the leaf has expired");
                check(leaf.isDone(), "the leaf is done");
            }
            case ACTION -> {
                note(subtree);
            }
        }
    }

    /** Cancelling the timeout may call a wake-up of the user, so it comes after marking. */
    private void timerIsUntouchedWhileAnyIsLive() {
        if (((DeadlineNode) subtree).isDone() && Timers.isCancelled(subtree)) {
            allDone("when the timer of the subtree is cancelled");
        }
    }

    private void allDone(String when) {
        for (Context context : below) {
            check(context.isDone(), "a context is live " + when);
        }
    }

    /** Checks what is left when all threads have gone on. */
    private void quiet() {
        subtree.cancel();
        allDone("at last");
        for (CancelNode context : List.of(subtree, inner)) {
            Object state = context.stateAcquire();
            check(
                    state instanceof Verdict verdict && verdict.belowVolatile() == null,
                    "what has ended holds nothing, but " + context + " is " + state);
        }
        check(Retained.dead(parent) == 0, "no links of ended children");
        for (CancelNode context : below) {
            check(Retained.behind(context) == 0, "an ended context reaches no sibling");
        }
        check(Retained.behind(subtree) == 0, "the subtree reaches no sibling");
        parent.cancel();
        for (CheckingAction action : actions) {
            check(action.runs.get() == 1, "an action ran " + action.runs + " times");
            check(action.early.get() == 0, "an action saw a live descendant");
        }
    }

    /** An action that looks at everything below its context. */
    private final class CheckingAction implements Runnable {

        private final CancelContext context;
        private final AtomicInteger runs = new AtomicInteger();
        private final AtomicInteger early = new AtomicInteger();

        CheckingAction(CancelContext context) {
            this.context = context;
            context.onDone(this);
        }

        @Override
        public void run() {
            runs.incrementAndGet();
            boolean all = context == parent || context == subtree;
            if (all ? !below.stream().allMatch(Context::isDone) : !leaf.isDone()) {
                early.incrementAndGet();
            }
        }
    }

    /** Reads the timer of a context with a deadline. */
    private static final class Timers {

        static boolean isCancelled(CancelNode node) {
            try {
                java.lang.reflect.Field timeout = DeadlineNode.class.getDeclaredField("timeout");
                timeout.setAccessible(true);
                return ((dev.curfew.wheel.Timeout) timeout.get(node)).isCancelled();
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }
}
