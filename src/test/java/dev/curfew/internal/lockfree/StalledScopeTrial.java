package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.kit.Cycles;
import dev.curfew.wheel.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core. The owner of a pool is stopped, and a thread that ends
 * a scope, the wheel thread, or a thread that ends the parent too. Then either of them goes on first (F3 to F8, Z5 to
 * Z7).
 */
final class StalledScopeTrial implements Callable<Boolean> {

    /** One slot, so that the next scope has the slot of the first one. */
    private static final int CAPACITY = 1;

    private static final long DUE = 1_000;
    private static final long LATER = 2_000;
    private static final long FAR = 5_000;
    private static final Throwable CAUSE = new IllegalStateException("the cause");

    static {
        // No thread may be stalled in a class initialiser, where the others would wait.
        for (Owner operation : Owner.values()) {
            for (Other other : Other.values()) {
                StalledScopeTrial rehearsal = new StalledScopeTrial(operation.name(), other.name(), 0, 0, false);
                operation.steps.accept(rehearsal);
                other.steps.accept(rehearsal);
                rehearsal.quiet();
            }
        }
    }

    /** What the owner does with a scope that is due at {@link #DUE} and has an action. */
    enum Owner {
        RELEASE(StalledScopeTrial::release),
        REOPEN(trial -> trial.reopen(LATER)),
        REOPEN_NEARER(FAR, trial -> trial.reopen(LATER)),
        REOPEN_ENDLESS(trial -> trial.reopen(Context.NO_DEADLINE)),
        REOPEN_AND_RENEW(trial -> {
            trial.reopen(Context.NO_DEADLINE);
            trial.renewNext(LATER);
        }),
        REOPEN_WITH_VIEW(trial -> {
            trial.reopen(LATER);
            trial.viewNext();
        }),
        RENEW(trial -> trial.isRenewed = trial.scopes.renew(trial.scope, LATER)),
        RENEW_TO_EARLIER(FAR, trial -> trial.isRenewed = trial.scopes.renew(trial.scope, LATER)),
        REGISTER(trial -> trial.scopes.onDone(trial.scope, trial.second)),
        STOP(trial -> trial.isStopped = trial.scopes.stop(trial.scope, trial.first)),
        VIEW(StalledScopeTrial::view),
        VIEW_AND_RELEASE(trial -> {
            trial.view();
            trial.release();
        });

        private final long until;
        private final Consumer<StalledScopeTrial> steps;

        Owner(Consumer<StalledScopeTrial> steps) {
            this(DUE, steps);
        }

        Owner(long until, Consumer<StalledScopeTrial> steps) {
            this.until = until;
            this.steps = steps;
        }
    }

    /** What another thread does. */
    enum Other {
        CANCEL(trial -> trial.isCancelled = trial.scopes.cancel(trial.scope, null)),
        CANCEL_FOR_CAUSE(trial -> trial.isCancelled = trial.scopes.cancel(trial.scope, CAUSE)),
        EXPIRE(trial -> trial.scopes.expireIfDue(trial.scope, DUE)),
        FIRE(trial -> trial.drive(DUE)),
        END_PARENT(trial -> trial.parent.cancel()),
        CLOSE(StalledScopeTrial::close);

        private final Consumer<StalledScopeTrial> steps;

        Other(Consumer<StalledScopeTrial> steps) {
            this.steps = steps;
        }
    }

    private static final class Counter implements Runnable {

        private final AtomicInteger runs = new AtomicInteger();

        @Override
        public void run() {
            runs.incrementAndGet();
        }

        int runs() {
            return runs.get();
        }
    }

    private final Owner operation;
    private final Other other;
    private final int ownerStep;
    private final int otherStep;
    private final boolean otherFirst;

    private final ManualClock clock = new ManualClock(0);
    private final ContextRuntime runtime = Cycles.builder(clock).build();
    private final CancelContext parent = runtime.background().withCancel();
    private final List<Context> deadlines = new ArrayList<>();
    private final ScopeSlots scopes;
    private final long scope;
    private final Counter first = new Counter();
    private final Counter second = new Counter();
    private final Counter ofNext = new Counter();
    private final Counter ofView = new Counter();

    private volatile boolean isReleased;
    private volatile boolean isRenewed;
    private volatile boolean isStopped;
    private volatile boolean isCancelled;
    private volatile Context view;
    private volatile Context viewOfNext;
    private volatile long next;
    private volatile long dueOfNext;

    /** @param otherStep 0 for another thread that is not stopped */
    StalledScopeTrial(String owner, String other, int ownerStep, int otherStep, boolean otherFirst) {
        operation = Owner.valueOf(owner);
        this.other = Other.valueOf(other);
        this.ownerStep = ownerStep;
        this.otherStep = otherStep;
        this.otherFirst = otherFirst;
        LockFreeCore core = ((RootContext) runtime.background()).core();
        scopes = new ScopeSlots(core, parent, CAPACITY);
        scope = scopes.open(DUE);
        for (int i = 0; i < 2; i++) {
            deadlines.add(
                    runtime.background().withDeadlineNanos(LATER)); // In the same slot of the wheel as the next scope.
        }
        drive(0);
        if (operation.until != DUE) {
            check(scopes.renew(scope, operation.until), "renewed");
        }
        scopes.onDone(scope, first);
    }

    // ---- the owner

    private void release() {
        check(scopes.release(scope), "released once");
        isReleased = true;
    }

    private void reopen(long due) {
        release();
        dueOfNext = due;
        try {
            armAnother();
            openNext();
        } catch (IllegalStateException e) {
            // The other thread is inside the slot, or has closed the runtime.
        }
    }

    private void openNext() {
        long opened = scopes.open(dueOfNext);
        next = opened;
        check(scopes.onDone(opened, ofNext) || endsAll(), "the next scope is live");
    }

    private void renewNext(long due) {
        if (next != 0) {
            check(scopes.renew(next, due) || endsAll(), "the next scope is renewed");
            dueOfNext = due;
        }
    }

    private void viewNext() {
        if (next != 0) {
            viewOfNext = scopes.context(next);
        }
    }

    private void view() {
        Context made = scopes.context(scope);
        made.onDone(ofView);
        view = made;
    }

    private boolean endsAll() {
        return other == Other.END_PARENT || other == Other.CLOSE;
    }

    private boolean keepsItsScope() {
        return switch (operation) {
            case RENEW, RENEW_TO_EARLIER, REGISTER, STOP, VIEW -> true;
            default -> false;
        };
    }

    /** A timer of this context is behind that of a slot in the inbox. */
    private void armAnother() {
        deadlines.add(runtime.background().withDeadlineNanos(FAR));
    }

    // ---- the other thread

    private void close() {
        try {
            runtime.agent().onClose();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // ---- the trial

    /** Returns whether both threads were stopped. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps owning = new Steps(() -> operation.steps.accept(this), ownerStep);
        Thread owner = owning.start();
        boolean stopped = owning.isStopped();
        Steps ending = new Steps(() -> other.steps.accept(this), otherStep);
        Thread ender = ending.start();
        stopped &= ending.isStopped() || otherStep == 0;
        Throwable last = scopes.cause(scope);
        (otherFirst ? ending : owning).release();
        (otherFirst ? ender : owner).join();
        causeIsFinal(last);
        (otherFirst ? owning : ending).release();
        owner.join();
        ender.join();
        check(owning.failure() == null, "no failure of the owner: " + owning.failure());
        check(ending.failure() == null, "no failure of the other: " + ending.failure());
        causeIsFinal(last);
        quiet();
        return stopped;
    }

    private void causeIsFinal(Throwable seen) {
        check(seen == null || !keepsItsScope() || scopes.cause(scope) == seen, "a cause is final");
    }

    /** Checks what is left when both threads have gone on. */
    private void quiet() {
        if (other == Other.CLOSE) {
            closed();
            return;
        }
        first();
        if (dueOfNext != 0) {
            if (next == 0) {
                openNext();
            }
            next();
        }
        drive(FAR);
        check(runtime.nextWakeNanos() == Long.MAX_VALUE, "no timer is left");
        check(deadlines.stream().allMatch(Context::isDone), "timers of other contexts have fired");
        slotsAreFree();
        parent.cancel();
        check(ofNext.runs() <= 1 && first.runs() <= 1 && second.runs() <= 1, "no action runs later");
    }

    private void first() {
        if (isReleased) {
            check(scopes.isDone(scope) && scopes.err(scope) == Context.CANCELED, "a stale handle reads done");
            check(first.runs() <= 1, "the action ran once at most");
        } else {
            firstIsOpen();
        }
        if (view != null) {
            check(view.isDone() && ofView.runs() == 1, "the view ends with the scope");
            check(!isCancelled || view.cause() == causeOfCancel(), "with its cause");
        }
    }

    private void firstIsOpen() {
        boolean isDone = scopes.isDone(scope);
        boolean isKept = (other == Other.FIRE || other == Other.EXPIRE) && (isRenewed || operation.until != DUE);
        check(isDone != isKept, "it ends as the other thread wants it, unless it was renewed in time");
        check(
                !isCancelled || scopes.cause(scope) == causeOfCancel(),
                "the cause is that of the call that returned true");
        if (isKept) {
            drive(LATER - 1);
            check(!scopes.isDone(scope), "a renewed scope does not end before its moment");
            drive(LATER);
            check(scopes.isDone(scope), "it ends at its moment");
        }
        check(first.runs() == (isStopped ? 0 : 1), "the action ran, unless it was stopped");
        check(operation != Owner.REGISTER || second.runs() == 1, "the other action ran");
    }

    private Throwable causeOfCancel() {
        return other == Other.CANCEL ? Context.CANCELED : CAUSE;
    }

    /** The runtime is closed: each scope with a deadline has ended. */
    private void closed() {
        check(scopes.isDone(scope), "the scope ended with the runtime");
        check(isReleased || first.runs() == (isStopped ? 0 : 1), "the action ran, unless it was stopped");
        check(view == null || (view.isDone() && ofView.runs() == 1), "the view ends with the scope");
        if (next != 0) {
            check(
                    scopes.isDone(next) == (dueOfNext != Context.NO_DEADLINE),
                    "the next scope too, if it has a deadline");
            check(viewOfNext == null || viewOfNext.isDone(), "its view ends with it");
            check(scopes.release(next), "released once");
        }
        check(deadlines.stream().allMatch(Context::isDone), "other contexts have ended");
        slotsAreFree();
    }

    private void next() {
        boolean ended = other == Other.END_PARENT;
        check(scopes.isDone(next) == ended, "nobody has ended the next scope");
        check(ofNext.runs() == (ended ? 1 : 0), "nobody has run its action");
        check(viewOfNext == null || viewOfNext.isDone() == ended, "nobody has ended its view");
        if (dueOfNext != Context.NO_DEADLINE) {
            drive(dueOfNext - 1);
            check(scopes.isDone(next) == ended, "it does not end before its deadline");
            drive(dueOfNext);
            check(scopes.isDone(next) && ofNext.runs() == 1, "it ends at its deadline");
            check(ended || scopes.err(next) == Context.DEADLINE_EXCEEDED, "for that reason");
        }
        check(scopes.release(next), "released once");
    }

    /** No thread counts as inside: each slot can be opened. */
    private void slotsAreFree() {
        if (!isReleased) {
            check(scopes.release(scope), "released once");
        }
        for (int i = 0; i < CAPACITY; i++) {
            scopes.open();
        }
    }

    private void drive(long now) {
        clock.set(Math.max(now, clock.nanoTime()));
        Cycles.untilIdle(runtime);
    }
}
