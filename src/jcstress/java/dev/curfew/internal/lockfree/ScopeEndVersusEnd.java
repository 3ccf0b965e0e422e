package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: two ends of one scope. Guards F2: one of them ends it, and what {@code cause()} says then is final. The action
 * runs once.
 *
 * <p>Broken: {@code broken.EndScopeWithoutCas}, {@code broken.PoolNotSettled}.
 */
public final class ScopeEndVersusEnd {

    private ScopeEndVersusEnd() {}

    /** r1, r2 = what cancelling for A and B returned, r3 = the cause and the number of runs. */
    @JCStressTest
    @Outcome(id = "true, false, A 1", expect = ACCEPTABLE, desc = "A won")
    @Outcome(id = "false, true, B 1", expect = ACCEPTABLE, desc = "B won")
    @Outcome(expect = FORBIDDEN, desc = "two winners, or none")
    @State
    public static class CauseVersusCause {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();

        public CauseVersusCause() {
            scopes.onDone(scope, runs::incrementAndGet);
        }

        @Actor
        public void endForA(ZZL_Result r) {
            r.r1 = scopes.cancel(scope, Races.A);
        }

        @Actor
        public void endForB(ZZL_Result r) {
            r.r2 = scopes.cancel(scope, Races.B);
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = Races.show(scopes.cause(scope)) + " " + runs;
        }
    }

    /**
     * A thread ends the parent for A, and asks; another one cancels the scope for B, and asks. r1 = what cancelling the
     * scope returned, r2 = whether each answer was the final one, r3 = the final one and the number of runs.
     */
    @JCStressTest
    @Outcome(id = "true, true, B 1", expect = ACCEPTABLE, desc = "the scope was cancelled first")
    @Outcome(id = "false, true, A 1", expect = ACCEPTABLE, desc = "the parent ended first")
    @Outcome(expect = FORBIDDEN, desc = "F2: the cause has changed")
    @State
    public static class ParentVersusCancel {

        private final CancelNode parent = Races.live();
        private final ScopeSlots scopes = Races.scopes(parent, 1);
        private final long scope = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();
        private String toParent = "";
        private String toCanceller = "";

        public ParentVersusCancel() {
            scopes.onDone(scope, runs::incrementAndGet);
        }

        @Actor
        public void endParent() {
            parent.cancel(Races.A);
            toParent = Races.show(scopes.cause(scope));
        }

        @Actor
        public void cancel(ZZL_Result r) {
            r.r1 = scopes.cancel(scope, Races.B);
            toCanceller = Races.show(scopes.cause(scope));
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            String last = Races.show(scopes.cause(scope));
            r.r2 = toParent.equals(last) && toCanceller.equals(last);
            r.r3 = last + " " + runs;
        }
    }

    /** The one that ends asks nothing, and an owner polls. r1 = done, r2 = whether a cause was there, r3 = at last. */
    @JCStressTest
    @Outcome(id = "false, (true|false), A 1", expect = ACCEPTABLE, desc = "polled before")
    @Outcome(id = "true, true, A 1", expect = ACCEPTABLE, desc = "done with the cause")
    @Outcome(expect = FORBIDDEN, desc = "done without the cause")
    @State
    public static class CauseVersusPoll {

        private final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final long scope = scopes.open();
        private final AtomicInteger runs = new AtomicInteger();

        public CauseVersusPoll() {
            scopes.onDone(scope, runs::incrementAndGet);
        }

        @Actor
        public void end() {
            scopes.cancel(scope, Races.A);
        }

        @Actor
        public void poll(ZZL_Result r) {
            r.r1 = scopes.isDone(scope);
            r.r2 = scopes.err(scope) != null && scopes.cause(scope) == Races.A;
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = Races.show(scopes.cause(scope)) + " " + runs;
        }
    }
}
