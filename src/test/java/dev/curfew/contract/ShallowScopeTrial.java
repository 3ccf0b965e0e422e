package dev.curfew.contract;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ScopePool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Scopes on a stack without room: in a call of its own, and in an action of an end that is under way. */
final class ShallowScopeTrial extends ShallowTrial {

    private static final int CAPACITY = 3;
    private static final long SOON = 1_000;
    private static final long LATER = 2_000;

    private final String operation;
    private final boolean inAction;
    private final CancelContext parent = runtime.background().withCancel();
    private final ScopePool pool = ScopePool.of(parent, CAPACITY);

    ShallowScopeTrial(String operation, boolean inAction, int room, int handleFrames) {
        super("LOCK_FREE", room, handleFrames);
        this.operation = operation;
        this.inAction = inAction;
    }

    @Override
    void run() {
        switch (operation) {
            case "OPEN" -> open();
            case "RELEASE" -> release();
            case "CANCEL" -> cancel();
            case "EXPIRE" -> expire();
            case "VIEW" -> view();
            case "RENEW" -> renew();
            case "ON_DONE" -> onDone();
            case "END_PARENT" -> end(parent::cancel);
            case "CLOSE_POOL" -> end(pool::close);
            default -> throw new AssertionError(operation);
        }
    }

    private StackOverflowError shallow(Runnable call) {
        if (!inAction) {
            return onShallowStack(call);
        }
        StackOverflowError[] thrown = new StackOverflowError[1];
        CancelContext outer = runtime.background().withCancel();
        outer.onDone(() -> thrown[0] = onShallowStack(call));
        outer.onDone(() -> {});
        outer.cancel();
        return thrown[0];
    }

    /** A scope with a deadline, three actions, and perhaps a view with a child, both with an action. */
    private long busy(boolean hasView) {
        long scope = pool.open(clock.nanoTime() + SOON);
        for (int i = 0; i < 3; i++) {
            pool.onDone(scope, action());
        }
        if (hasView) {
            Context view = pool.context(scope);
            view.onDone(action());
            view.withCancel().onDone(action());
        }
        return scope;
    }

    /** All slots are free, none has anything of an earlier scope, and each new scope ends at its deadline. */
    private void expectUnused() {
        forgetActions();
        expect(pool.openScopes() == 0, "no scope is open");
        List<Long> scopes = new ArrayList<>();
        try {
            for (int i = 0; i < CAPACITY; i++) {
                scopes.add(pool.open(clock.nanoTime() + SOON));
            }
        } catch (IllegalStateException e) {
            expect(false, "all slots are free");
        }
        expect(scopes.stream().noneMatch(pool::isDone), "a new scope is live");
        drive(clock.nanoTime() + SOON - 1);
        expect(scopes.stream().noneMatch(pool::isDone), "a new scope is live before its deadline");
        drive(clock.nanoTime() + 1);
        expect(scopes.stream().allMatch(pool::isDone), "a new scope ends at its deadline");
        expectNoneRan();
        scopes.forEach(pool::release);
    }

    private void expectEnded(long scope, boolean hasView, Throwable cause) {
        expect(pool.isDone(scope), "the scope is done");
        expect(pool.cause(scope) == cause, "the cause");
        if (hasView) {
            expect(pool.context(scope).isDone(), "the view is done");
            expect(pool.context(scope).cause() == cause, "the cause of the view");
        }
        expectAllRan();
    }

    /** The slot has had no timer, one that covers the deadline, one that is over, or a later one. */
    private void open() {
        for (long earlier : new long[] {Context.NO_DEADLINE, SOON, 1, LATER}) {
            long start = clock.nanoTime();
            if (earlier != Context.NO_DEADLINE) {
                pool.release(pool.open(start + earlier));
                useSlots();
                drive(start + 1);
            }
            long[] scope = new long[1];
            long due = start + SOON + 1;
            if (shallow(() -> scope[0] = pool.open(due)) == null) {
                drive(due - 1);
                expect(!pool.isDone(scope[0]), "the scope is live before its deadline");
                drive(due);
                expect(pool.isDone(scope[0]), "the scope ends at its deadline");
                pool.release(scope[0]);
            }
            expectUnused();
            drive(start + 2 * LATER);
        }
    }

    /** Until the slot that was released comes again. */
    private void useSlots() {
        for (int i = 0; i < CAPACITY; i++) {
            pool.release(pool.open());
        }
    }

    private void release() {
        for (boolean hasView : new boolean[] {false, true}) {
            forgetActions();
            long scope = pool.open(clock.nanoTime() + SOON);
            for (int i = 0; i < 3; i++) {
                pool.onDone(scope, action());
            }
            Context view = hasView ? pool.context(scope) : null;
            if (shallow(() -> pool.release(scope)) != null) {
                pool.release(scope);
            }
            endAnother();
            expectNoneRan();
            expect(view == null || view.isDone(), "the view is done");
            expectUnused();
        }
    }

    private void cancel() {
        Throwable cause = new IllegalStateException("reason");
        endTwice(0, scope -> pool.cancel(scope, cause), cause);
    }

    private void expire() {
        endTwice(SOON, scope -> pool.expireIfDue(scope, clock.nanoTime()), Context.DEADLINE_EXCEEDED);
    }

    private void endTwice(long laterNanos, LongConsumer end, Throwable cause) {
        for (boolean hasView : new boolean[] {false, true}) {
            forgetActions();
            long scope = busy(hasView);
            clock.set(clock.nanoTime() + laterNanos);
            shallow(() -> end.accept(scope));
            endAnother();
            end.accept(scope);
            expectEnded(scope, hasView, cause);
            pool.release(scope);
            expectUnused();
        }
    }

    private void view() {
        for (boolean hasEnded : new boolean[] {false, true}) {
            forgetActions();
            long scope = busy(false);
            if (hasEnded) {
                pool.cancel(scope);
            }
            Context[] view = new Context[1];
            shallow(() -> view[0] = pool.context(scope));
            endAnother();
            Context later = pool.context(scope);
            expect(view[0] == null || view[0] == later, "there is one view");
            expect(later.isDone() == hasEnded, "the view is as the scope is");
            pool.cancel(scope);
            expectEnded(scope, true, Context.CANCELED);
            pool.release(scope);
            expectUnused();
        }
    }

    /** A renewal that throws leaves the old deadline, or has set the new one (Z8, N19). */
    private void renew() {
        for (long renewed : new long[] {SOON / 2, LATER}) {
            long start = clock.nanoTime();
            long scope = pool.open(start + SOON);
            drive(start);
            StackOverflowError thrown = shallow(() -> pool.renew(scope, start + renewed));
            long due = pool.deadlineNanos(scope);
            expect(due == start + renewed || (thrown != null && due == start + SOON), "one of the two deadlines");
            drive(due - 1);
            expect(!pool.isDone(scope), "the scope is live before its deadline");
            drive(due);
            expect(pool.isDone(scope), "the scope ends at its deadline");
            pool.release(scope);
            expectUnused();
        }
    }

    private void onDone() {
        for (boolean hasEnded : new boolean[] {false, true}) {
            forgetActions();
            long scope = pool.open();
            if (hasEnded) {
                pool.cancel(scope);
            }
            StackOverflowError thrown = shallow(() -> pool.onDone(scope, action()));
            pool.cancel(scope);
            endAnother();
            if (thrown == null) {
                expectAllRan();
            }
            pool.release(scope);
            expectUnused();
        }
    }

    private void end(Runnable end) {
        long scope = busy(false);
        long viewed = busy(true);
        shallow(end);
        endAnother();
        end.run();
        pool.close();
        expectEnded(scope, false, Context.CANCELED);
        expectEnded(viewed, true, Context.CANCELED);
        expect(pool.release(scope) && pool.release(viewed), "released");
    }
}
