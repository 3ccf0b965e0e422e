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
 * Race: a link that is put into its slot after the ender has looked there, against an ender that stalls after its look. Guards
 * C1 and S2: the ender's CAS comes before its look, the link is in its slot before the re-read, so one of the two sees the
 * other; without, the link would stay live for as long as the ender is stalled.
 *
 * <p>The ender here does the first half of {@code end} by hand, and never flags anything.
 *
 * <p>r1 = the ender met the link, r2 = the thread that attached it told it.
 *
 * <p>Broken: {@code alternatives.NoRereadAfterPut}.
 */
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "left to the ender")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "told by the thread that attached it")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "by both: L1 sorts it out")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "C1: by nobody")
public final class StalledEndVersusAttach {

    private StalledEndVersusAttach() {}

    /** Returns whether a link is below the context, after the CAS that ends it. */
    private static boolean endAndLook(CancelNode parent) {
        SlotTable table = Races.tableOf(parent);
        parent.casState(table, Verdict.canceled(Races.A).with(table));
        return Reached.links(parent).equals("linked");
    }

    /** A child, in a slot. */
    @JCStressTest
    @JCStressMeta(StalledEndVersusAttach.class)
    @State
    public static class Child {

        private final CancelNode parent = Races.withTable();

        @Actor
        public void end(ZZ_Result r) {
            r.r1 = endAndLook(parent);
        }

        @Actor
        public void attach(ZZ_Result r) {
            r.r2 = parent.withCancel().cause() == Races.A;
        }
    }

    /** An action, on the stack of the table. */
    @JCStressTest
    @JCStressMeta(StalledEndVersusAttach.class)
    @State
    public static class Action {

        private final CancelNode parent = Races.withTable();
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
