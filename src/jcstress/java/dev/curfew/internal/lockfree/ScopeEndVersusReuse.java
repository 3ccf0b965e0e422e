package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLL_Result;

/**
 * Race: a call that ends a scope against the owner, who releases that scope and opens the next one in its slot. Guards
 * F3, F4, F7: the next scope is not ended, and its action not run, wherever the call is. If the call is inside the slot
 * of a pool of one, no slot is free meanwhile, and the arbiter finds it free.
 *
 * <p>r1 = what the ending call returned, r2 = runs of the actions of the released scope, at most two, and of the next
 * one's, r3 = the released scope, the next one, and the next one once it was cancelled with a cause. Contract 32.
 *
 * <p>Broken: {@code broken.SameLife}, {@code broken.OpenWithoutLook}.
 */
@Outcome(id = "false, 0 0, done live B", expect = ACCEPTABLE, desc = "released first")
@Outcome(id = "true, [0-2] 0, done live B", expect = ACCEPTABLE, desc = "ended first, and some of its actions ran")
@Outcome(expect = FORBIDDEN, desc = "F4: a call that ends a scope touched the next one")
public final class ScopeEndVersusReuse {

    private ScopeEndVersusReuse() {}

    /** A pool of one, and what the two actors do. */
    abstract static class Reuse {

        final ScopeSlots scopes = Races.scopes(Races.live(), 1);
        private final AtomicInteger oldRuns = new AtomicInteger();
        private final AtomicInteger nextRuns = new AtomicInteger();
        final long old = scopes.open();
        private long next;

        void addTwoActions() {
            scopes.onDone(old, oldRuns::incrementAndGet);
            scopes.onDone(old, oldRuns::incrementAndGet);
        }

        void reuse() {
            scopes.release(old);
            openNext();
        }

        private void openNext() {
            next = Races.openIfFree(scopes, Context.NO_DEADLINE);
            if (next != 0) {
                scopes.onDone(next, nextRuns::incrementAndGet);
            }
        }

        void show(ZLL_Result r) {
            if (next == 0) {
                openNext();
            }
            r.r2 = oldRuns + " " + nextRuns;
            r.r3 = (scopes.isDone(old) ? "done " : "live ") + Races.show(scopes.cause(next));
            scopes.cancel(next, Races.B);
            r.r3 += " " + Races.show(scopes.cause(next));
        }
    }

    /** The call may come too late, and has nothing to run. */
    @JCStressTest
    @JCStressMeta(ScopeEndVersusReuse.class)
    @State
    public static class LateCancel extends Reuse {

        @Actor
        public void end(ZLL_Result r) {
            r.r1 = scopes.cancel(old, null);
        }

        @Actor
        public void owner() {
            reuse();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            show(r);
        }
    }

    /** The same with a cause, which the list of the slot may keep for the next life. */
    @JCStressTest
    @JCStressMeta(ScopeEndVersusReuse.class)
    @State
    public static class LateCause extends Reuse {

        @Actor
        public void end(ZLL_Result r) {
            r.r1 = scopes.cancel(old, Races.A);
        }

        @Actor
        public void owner() {
            reuse();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            show(r);
        }
    }

    /** The call takes one action after the other, inside the slot. */
    @JCStressTest
    @JCStressMeta(ScopeEndVersusReuse.class)
    @State
    public static class EnderInside extends Reuse {

        public EnderInside() {
            addTwoActions();
        }

        @Actor
        public void end(ZLL_Result r) {
            r.r1 = scopes.cancel(old, null);
        }

        @Actor
        public void owner() {
            reuse();
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            show(r);
        }
    }
}
