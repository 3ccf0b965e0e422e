package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Race: a push that succeeds just before its stripe is closed, against an ender that stalls after it has looked at the
 * stripes. Guards I8: the ender's CAS comes before its look, the push before the re-read, so one of the two sees the other;
 * without, the link would stay live for as long as the ender is stalled.
 *
 * <p>The ender here does the first half of {@code end} by hand and never closes a stripe.
 *
 * <p>r1 = the ender met the link, r2 = who pushed told it.
 *
 * <p>Broken: {@code alternatives.NoRereadAfterPush}.
 */
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "left to the ender")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "told by who pushed")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "by both: I1 sorts it out")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "I8: by nobody")
public final class StalledEndVersusAttach {

    private StalledEndVersusAttach() {}

    private static final Verdict VERDICT = Verdict.canceled(Races.A);

    /** Returns whether a link is on the stripes, after the CAS that ends their owner. */
    private static boolean endAndLook(CancelNode parent) {
        Stripes stripes = (Stripes) parent.stateAcquire();
        parent.casState(stripes, VERDICT);
        for (int i = 0; i <= Stripes.COUNT; i++) {
            if (stripes.at(i).headAcquire() != null) {
                return true;
            }
        }
        return false;
    }

    /** A child, on the stripe of its thread. */
    @JCStressTest
    @JCStressMeta(StalledEndVersusAttach.class)
    @State
    public static class Child {

        private final CancelNode parent = Races.striped();

        @Actor
        public void end(ZZ_Result r) {
            r.r1 = endAndLook(parent);
        }

        @Actor
        public void attach(ZZ_Result r) {
            r.r2 = parent.withCancel().cause() == Races.A;
        }
    }

    /** An action, on the base stripe. */
    @JCStressTest
    @JCStressMeta(StalledEndVersusAttach.class)
    @State
    public static class Action {

        private final CancelNode parent = Races.striped();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void end(ZZ_Result r) {
            r.r1 = endAndLook(parent);
        }

        @Actor
        public void register(ZZ_Result r) {
            parent.onDone(runs::incrementAndGet);
            r.r2 = runs.get() == 1;
        }
    }
}
