package dev.curfew.internal.lockfree;

import static dev.curfew.kit.Checks.check;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.kit.ForwardingDone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One trial of {@link StalledThreadTest}, loaded by {@link SteppingLoader}, so that it works on the rewritten core. The
 * thread that is stopped is the victim. The thread that calls does the work of all the others.
 */
final class StalledTrial implements Callable<Boolean> {

    private static final int CHURN = 300;
    private static final long FAR = 1L << 60;
    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();

    static {
        // No thread may be stalled in a class initialiser, where the others would wait.
        try (CancelContext context = RUNTIME.background().withCancel()) {
            context.withCancel();
        }
    }

    /** The shape of the parent at first. */
    enum Shape {
        /** A stack that is not full. */
        STACK(3) {
            @Override
            void make(CancelNode context) {}
        },
        TABLE(20) {
            @Override
            void make(CancelNode context) {
                context.inflate();
            }
        },
        /** All stripes that the machine allows, a link in the second one, the first one full, and two blocks. */
        FULL_TABLE(3 * 64) {
            @Override
            void make(CancelNode context) {
                context.inflate();
                Stripes.collide(context);
                Stripes.addAll(context);
            }
        };

        private final int children;

        Shape(int children) {
            this.children = children;
        }

        abstract void make(CancelNode context);
    }

    /** The operation of the victim. */
    enum Operation {
        END_NEWEST(trial -> trial.children.get(trial.children.size() - 1).cancel()),
        END_INTERIOR(trial -> trial.children.get(trial.children.size() / 2).cancel()),
        END_OLDEST(trial -> trial.children.get(0).cancel()),
        END_SUBTREE(trial -> trial.subtree.cancel()),
        END_DEADLINE(trial -> trial.deadline.cancel()),
        END_BELOW_FOREIGN(trial -> trial.belowForeign.cancel()),
        END_PARENT(trial -> trial.parent.cancel()),
        DERIVE(trial -> trial.parent.withCancel()),
        DERIVE_DEADLINE(trial -> trial.parent.withTimeoutNanos(FAR)),
        DERIVE_FOREIGN(trial -> foreign(trial.parent).withCancel()),
        DERIVE_LEASE(trial -> trial.parent.withLeaseNanos(FAR)),
        DERIVE_LINKED(trial -> RUNTIME.background().withCancelOn(trial.parent)),
        END_LINKED(trial -> trial.linked.cancel()),
        END_LEASE(trial -> trial.lease.cancel()),
        RENEW(trial -> trial.lease.renewNanos(FAR / 2)),
        SCHEDULE(trial -> trial.parent.scheduleAfterNanos(FAR, () -> {})),
        STOP_SCHEDULED(trial -> trial.scheduled.stop()),
        REGISTER(trial -> trial.actions.add(new CountingAction(trial.parent))),
        STOP(trial -> trial.actions.get(0).stop()),
        INFLATE(trial -> trial.parent.inflate()),
        LEAVE_INTERRUPTED(StalledTrial::leaveInterrupted),
        LEAVE_TIMED_OUT(StalledTrial::leaveTimedOut);

        private final Consumer<StalledTrial> steps;

        Operation(Consumer<StalledTrial> steps) {
            this.steps = steps;
        }
    }

    private final Operation operation;
    private final int step;
    private final boolean endedFirst;
    private final Random random;

    private final CancelNode parent = (CancelNode) RUNTIME.background().withCancel();
    private final List<CancelContext> children = new ArrayList<>();
    private final List<CountingAction> actions = Collections.synchronizedList(new ArrayList<>());
    /** Everything that the other threads have ended. */
    private final List<CancelNode> ended = new ArrayList<>();

    private final CancelContext subtree;
    private final CancelContext deadline;
    private final CancelContext belowForeign;
    private final Lease lease;
    private final CancelContext linked;
    private final Registration scheduled;

    /** @param endedFirst whether the parent ends before the victim goes on */
    StalledTrial(String operation, String shape, int step, boolean endedFirst, long seed) {
        this.operation = Operation.valueOf(operation);
        this.step = step;
        this.endedFirst = endedFirst;
        random = new Random(seed);
        Shape made = Shape.valueOf(shape);
        made.make(parent);
        subtree = parent.withCancel();
        deadline = parent.withTimeoutNanos(FAR);
        belowForeign = foreign(parent).withCancel();
        lease = parent.withLeaseNanos(FAR);
        linked = RUNTIME.background().withCancelOn(parent);
        scheduled = parent.scheduleAfterNanos(FAR, () -> {});
        actions.add(new CountingAction(parent));
        for (int i = 1; i < made.children; i++) {
            children.add(parent.withCancel());
            subtree.withCancel();
        }
        actions.add(new CountingAction(parent));
        // The newest link is a child.
        children.add(parent.withCancel());
    }

    /** Returns whether the victim was stopped: false if its operation has fewer steps. */
    @Override
    public Boolean call() throws InterruptedException {
        Steps steps = new Steps(() -> operation.steps.accept(this), step);
        Thread victim = steps.start();
        boolean stopped = steps.isStopped();
        try {
            othersGoOn();
            if (endedFirst) {
                parentEnds();
            }
        } finally {
            steps.release();
        }
        victim.join();
        if (steps.failure() != null) {
            throw new AssertionError("the victim, released, failed: " + steps.failure(), steps.failure());
        }
        nothingIsLeft();
        if (!endedFirst) {
            parentEnds();
        }
        allIsDone();
        return stopped;
    }

    // ---- what the others do, and may expect

    private void othersGoOn() {
        // Only the victim ends the parent before this thread does.
        boolean ended = parent.isDone();
        check((parent.err() != null) == ended, "err goes with isDone");
        // The victim may be about to unlink the oldest child from this one, its newer neighbour.
        children.get(1).cancel();
        for (Consumer<List<CancelContext>> order : List.<Consumer<List<CancelContext>>>of(
                Collections::reverse, fifo -> {}, shuffled -> Collections.shuffle(shuffled, random))) {
            deriveAndEnd(order, ended);
            registerAndStop(ended);
            armAndDisarm(ended);
            // The victim may have left a link that it has ended, and its walk may bring back links that it has met
            // (N2).
            long dead = ended ? 0 : Retained.dead(parent);
            check(dead <= LinkStack.MAX_LINKS, dead + " links of ended children");
        }
    }

    /** The victim has gone on: no ended child is reachable from the parent, and none reaches a sibling (L3, K3). */
    private void nothingIsLeft() {
        long dead = Retained.dead(parent);
        check(dead == 0, dead + " links of ended children after the victim has gone on");
        for (CancelNode child : ended) {
            check(Retained.behind(child) == 0, "an ended child reaches a sibling");
        }
        for (CountingAction action : actions) {
            Link link = (Link) action.registration;
            check(!link.isDead() || Retained.behind(link) == 0, "a stopped registration reaches a sibling");
        }
    }

    private void parentEnds() {
        boolean ended = parent.isDone();
        check(parent.cancel() == !ended, "the parent is ended once");
        check(parent.isDone(), "the parent is done");
        if (!ended) {
            // This call has ended the parent, so everything below reads done (C3).
            check(children.stream().allMatch(Context::isDone), "all children are done");
            check(subtree.isDone() && deadline.isDone() && belowForeign.isDone(), "all children are done");
            check(lease.isDone() && linked.isDone() && !scheduled.stop(), "whatever kind of link they are");
            check(actions.get(1).fate() == 1, "the action has run");
        }
        CancelContext late = parent.withCancel();
        check(late.err() == Context.CANCELED, "born ended");
    }

    private void deriveAndEnd(Consumer<List<CancelContext>> order, boolean ended) {
        List<CancelContext> made = new ArrayList<>();
        for (int i = 0; i < CHURN; i++) {
            CancelContext child = parent.withCancel();
            check(child.isDone() == ended, "ended as its parent is");
            made.add(child);
        }
        order.accept(made);
        for (CancelContext child : made) {
            check(child.cancel() == !ended, "ends once");
            this.ended.add((CancelNode) child);
        }
    }

    /** A deadline passes, and others are armed and disarmed, whatever the victim was doing to the wheel. */
    private void armAndDisarm(boolean ended) {
        Context near = RUNTIME.background().withTimeoutNanos(1);
        for (int i = 0; i < CHURN; i++) {
            CancelContext far = parent.withTimeoutNanos(FAR);
            check(far.isDone() == ended, "ended as its parent is");
            check(far.cancel() == !ended, "ends once");
        }
        try {
            near.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        check(near.err() == Context.DEADLINE_EXCEEDED, "the deadline has passed");
    }

    private void registerAndStop(boolean ended) {
        for (int i = 0; i < CHURN; i++) {
            CountingAction action = new CountingAction(parent);
            check(action.stop() == !ended, "stopped unless it ran");
            check(action.fate() == 1, "ran or was stopped");
        }
    }

    /** The victim has gone on and has ended. */
    private void allIsDone() {
        for (CountingAction action : actions) {
            check(action.fate() == 1, "an action ran or was stopped, " + action.fate() + " times");
        }
        check(children.stream().allMatch(Context::isDone), "all children are done at last");
        check(parent.stateAcquire() instanceof Verdict, "the parent holds nothing at last");
    }

    // ---- what the victim does

    private void leaveInterrupted() {
        Thread.currentThread().interrupt();
        try {
            parent.await();
            check(parent.isDone(), "the wait was over");
        } catch (InterruptedException e) {
            check(!Thread.currentThread().isInterrupted(), "the interrupt is consumed");
        }
    }

    private void leaveTimedOut() {
        try {
            check(!parent.awaitNanos(1) || parent.isDone(), "the wait was over");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A context with a {@link Done} of its own, of which the core knows only the API. */
    private static Context foreign(Context parent) {
        Done done = new ForwardingDone(parent);
        return new ForwardingContext(parent) {
            @Override
            public Done done() {
                return done;
            }
        };
    }

    /** An action that counts how often it ran or was stopped. */
    private static final class CountingAction implements Runnable {

        private final AtomicInteger fate = new AtomicInteger();
        private final Registration registration;

        CountingAction(Context context) {
            registration = context.onDone(this);
        }

        @Override
        public void run() {
            fate.incrementAndGet();
        }

        boolean stop() {
            boolean stopped = registration.stop();
            if (stopped) {
                fate.incrementAndGet();
            }
            return stopped;
        }

        int fate() {
            return fate.get();
        }
    }
}
