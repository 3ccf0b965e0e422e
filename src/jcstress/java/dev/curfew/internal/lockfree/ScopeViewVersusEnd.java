package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLI_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * Race: the view of a scope against what ends that scope. Guards F5, F6: the view ends as its scope does, and all
 * actions run once: those of the view, and those of the scope unless it is released.
 *
 * <p>Broken: {@code broken.NoRereadAfterView}, {@code broken.ReleaseWithoutMark}, {@code broken.ViewBeforeScope}.
 */
public final class ScopeViewVersusEnd {

    private ScopeViewVersusEnd() {}

    /**
     * The view is made while another thread cancels. r1 = what that returned, r2 = causes of view and child, r3 =
     * runs.
     */
    @JCStressTest
    @Outcome(id = "true, A A, 3", expect = ACCEPTABLE, desc = "the view has ended, and each action ran")
    @Outcome(expect = FORBIDDEN, desc = "F5, F6: the view is live, or an action was lost or ran twice")
    @State
    public static class MakeVersusCancel {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();
        private @Nullable Context view;
        private @Nullable CancelNode child;

        public MakeVersusCancel() {
            scopes.onDone(scope, runs::incrementAndGet);
        }

        @Actor
        public void cancel(ZLI_Result r) {
            r.r1 = scopes.cancel(scope, Races.A);
        }

        @Actor
        public void make() {
            CancelNode made = (CancelNode) scopes.context(scope);
            view = made;
            child = Races.childOf(made);
            made.onDone(runs::incrementAndGet);
            child.onDone(runs::incrementAndGet);
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = Races.causeOf((CancelNode) view) + " " + Races.causeOf(child);
            r.r3 = runs.get();
        }
    }

    /**
     * The owner releases a scope with a view, while another thread cancels with a cause. r1 = what that returned, r2 =
     * cause of the view, r3 = runs of its action. Contract 32.
     */
    @JCStressTest
    @Outcome(id = "true, A, 1", expect = ACCEPTABLE, desc = "cancelled, then released")
    @Outcome(id = "false, canceled, 1", expect = ACCEPTABLE, desc = "released first")
    @Outcome(expect = FORBIDDEN, desc = "F6: the view has not ended as its scope did, or its action is lost")
    @State
    public static class ReleaseVersusCancel {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final Context view = scopes.context(scope);
        private final AtomicInteger runs = new AtomicInteger();

        public ReleaseVersusCancel() {
            view.onDone(runs::incrementAndGet);
        }

        @Actor
        public void cancel(ZLI_Result r) {
            r.r1 = scopes.cancel(scope, Races.A);
        }

        @Actor
        public void release() {
            scopes.release(scope);
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = Races.show(view.cause());
            r.r3 = runs.get();
        }
    }

    /**
     * Another thread uses the view while the owner releases the scope. r1 = the child is done, r2 = its cause, r3 =
     * runs.
     */
    @JCStressTest
    @Outcome(id = "true, canceled, 2", expect = ACCEPTABLE, desc = "the child has ended, and both actions ran")
    @Outcome(expect = FORBIDDEN, desc = "F6: the child has outlived the scope, or an action is lost")
    @State
    public static class ReleaseVersusUse {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final CancelNode view = (CancelNode) scopes.context(scope);
        private final AtomicInteger runs = new AtomicInteger();
        private @Nullable CancelNode child;

        @Actor
        public void use() {
            CancelNode made = Races.childOf(view);
            made.onDone(runs::incrementAndGet);
            view.onDone(runs::incrementAndGet);
            child = made;
        }

        @Actor
        public void release() {
            scopes.release(scope);
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r1 = child != null && child.isDone();
            r.r2 = Races.show(child == null ? null : child.cause());
            r.r3 = runs.get();
        }
    }

    /** The view is made while the parent ends. r1 = what cancelling the parent returned, r2, r3 as in the first. */
    @JCStressTest
    @Outcome(id = "true, A A, 3", expect = ACCEPTABLE, desc = "the view has ended, and each action ran")
    @Outcome(expect = FORBIDDEN, desc = "F5, F6: the view is live, or an action was lost or ran twice")
    @State
    public static class MakeVersusParentEnd {

        private final CancelNode parent = Races.live();
        private final ScopeSlots scopes = Races.scopes(parent, 1);
        private final long scope = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();
        private @Nullable Context view;
        private @Nullable CancelNode child;

        public MakeVersusParentEnd() {
            scopes.onDone(scope, runs::incrementAndGet);
        }

        @Actor
        public void end(ZLI_Result r) {
            r.r1 = parent.cancel(Races.A);
        }

        @Actor
        public void make() {
            CancelNode made = (CancelNode) scopes.context(scope);
            view = made;
            child = Races.childOf(made);
            made.onDone(runs::incrementAndGet);
            child.onDone(runs::incrementAndGet);
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r2 = Races.causeOf((CancelNode) view) + " " + Races.causeOf(child);
            r.r3 = runs.get();
        }
    }

    /** Two calls end a scope with a view. r1 = what the first returned, r2 = the view after the second, r3 = runs. */
    @JCStressTest
    @Outcome(id = "true, A, 2", expect = ACCEPTABLE, desc = "ended once; the second call marked the view, too")
    @Outcome(id = "false, canceled, 2", expect = ACCEPTABLE, desc = "the second call was first")
    @Outcome(expect = FORBIDDEN, desc = "F6: a call has met an ended scope with a live view")
    @State
    public static class CancelVersusCancel {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();
        private final Context view;

        public CancelVersusCancel() {
            scopes.onDone(scope, runs::incrementAndGet);
            view = scopes.context(scope);
            view.onDone(runs::incrementAndGet);
        }

        @Actor
        public void cancel(ZLI_Result r) {
            r.r1 = scopes.cancel(scope, Races.A);
        }

        @Actor
        public void cancelToo(ZLI_Result r) {
            scopes.cancel(scope, null);
            r.r2 = Races.show(view.cause());
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            r.r3 = runs.get();
        }
    }

    /**
     * The parent ends with cause B while another thread cancels the scope with A. r1 = what {@code cancel} of the scope
     * returned, r2 = causes of the scope and its view. Contract 32.
     */
    @JCStressTest
    @Outcome(id = "true, A A", expect = ACCEPTABLE, desc = "cancelled first")
    @Outcome(id = "true, A B", expect = ACCEPTABLE, desc = "the parent ended between the CAS and the end of the view")
    @Outcome(id = "false, B B", expect = ACCEPTABLE, desc = "the parent ended first")
    @Outcome(expect = FORBIDDEN, desc = "F2, F6: the view has ended before its scope, or a cause has changed")
    @State
    public static class CancelVersusParentEnd {

        private final CancelNode parent = Races.live();
        private final ScopeSlots scopes = Races.scopes(parent, 1);
        private final long scope = scopes.open();
        private final Context view = scopes.context(scope);
        private @Nullable Throwable seen;

        @Actor
        public void cancel(ZL_Result r) {
            r.r1 = scopes.cancel(scope, Races.A);
        }

        @Actor
        public void end() {
            parent.cancel(Races.B);
            seen = scopes.cause(scope); // which makes it final
        }

        @Arbiter
        public void afterwards(ZL_Result r) {
            Throwable cause = scopes.cause(scope);
            r.r2 = (cause == seen ? Races.show(cause) : "another") + " " + Races.show(view.cause());
        }
    }
}
