package dev.curfew.internal.lockfree;

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
 * Race: putting a link into its slot against an ending thread that stalls after it has looked into the slots. Guards C1
 * and S2: the CAS of the ending thread comes before its look, and the link is in its slot before the second read of the
 * word, so one of the two sees the other. Otherwise the link would stay live for as long as the ending thread is
 * stalled.
 *
 * <p>The ending thread here does the first half of {@code end} by hand, and never marks anything.
 *
 * <p>r1 = the ending thread met the link, r2 = the thread that attached the link ended or notified it.
 *
 * <p>Broken: {@code broken.NoRereadAfterPut}.
 */
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "left to the ending thread")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "ended by the thread that attached it")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "by both: L1 lets one win")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "C1: by neither")
public final class StalledEndVersusAttach {

    private StalledEndVersusAttach() {}

    /** Does the CAS that ends the context. Returns whether a link is below it afterwards. */
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
