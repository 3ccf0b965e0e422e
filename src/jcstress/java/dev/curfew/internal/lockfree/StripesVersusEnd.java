package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: attaching to each of all stripes, on purpose, against the end. Guards S2: the ending thread walks every stripe,
 * also one that is added meanwhile, or the thread that attaches sees the end.
 *
 * <p>r1 = the number of stripes or children at last, r2 = children that neither the ending thread ended nor the
 * attaching one.
 *
 * <p>Broken: {@code broken.LastStripeLeftOut}, {@code broken.NoRereadAfterPut}.
 */
public final class StripesVersusEnd {

    private StripesVersusEnd() {}

    /** All stripes exist, with a child in each; another child is put into each. */
    @JCStressTest
    @Outcome(id = "all, 0", expect = ACCEPTABLE, desc = "all ended")
    @Outcome(expect = FORBIDDEN, desc = "S2: a stripe is left out")
    @State
    public static class AllStripes {

        private final CancelNode parent = Races.withTable();
        private final SlotTable table = Races.tableOf(parent);
        private final List<CancelNode> children = new ArrayList<>();

        public AllStripes() {
            while (Filler.stripes(table).length < SlotTable.MAX_STRIPES) {
                table.addStripe();
            }
            Filler.fill(parent, table, children);
        }

        @Actor
        public void attach() {
            Filler.fill(parent, table, children);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = children.size() == 2 * SlotTable.MAX_STRIPES ? "all" : children.size();
            r.r2 = Filler.lost(children);
        }
    }

    /** One stripe exists. The others are added, and a child is put into each. */
    @JCStressTest
    @Outcome(id = "all, 0", expect = ACCEPTABLE, desc = "all ended")
    @Outcome(expect = FORBIDDEN, desc = "S2: a stripe is left out")
    @State
    public static class NewStripes {

        private final CancelNode parent = Races.withTable();
        private final SlotTable table = Races.tableOf(parent);
        private final List<CancelNode> children = new ArrayList<>();

        @Actor
        public void attach() {
            while (Filler.stripes(table).length < SlotTable.MAX_STRIPES) {
                table.addStripe();
            }
            Filler.fill(parent, table, children);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = children.size() == SlotTable.MAX_STRIPES ? "all" : children.size();
            r.r2 = Filler.lost(children);
        }
    }

    /** Both threads add stripes: there are never more than the maximum, and none is lost with what is in it. */
    @JCStressTest
    @Outcome(id = "all, 0", expect = ACCEPTABLE, desc = "all ended")
    @Outcome(expect = FORBIDDEN, desc = "S2: a stripe is lost, or one too many")
    @State
    public static class AddVersusAdd {

        private final CancelNode parent = Races.withTable();
        private final SlotTable table = Races.tableOf(parent);
        private final List<CancelNode> some = new ArrayList<>();
        private final List<CancelNode> others = new ArrayList<>();

        @Actor
        public void add() {
            table.addStripe();
            Filler.fill(parent, table, some);
        }

        @Actor
        public void addToo() {
            table.addStripe();
            Filler.fill(parent, table, others);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            int stripes = Filler.stripes(table).length;
            r.r1 = stripes == Math.min(SlotTable.MAX_STRIPES, 2) || stripes == Math.min(SlotTable.MAX_STRIPES, 3)
                    ? "all"
                    : stripes;
            parent.cancel(Races.A);
            r.r2 = Filler.lost(some) + Filler.lost(others);
        }
    }

    /** Puts children into stripes to which the thread would not be sent. */
    private static final class Filler {

        private static final VarHandle STRIPES;

        static {
            try {
                STRIPES = MethodHandles.privateLookupIn(SlotTable.class, MethodHandles.lookup())
                        .findVarHandle(SlotTable.class, "stripes", Stripe[].class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        static Stripe[] stripes(SlotTable table) {
            return (Stripe[]) STRIPES.getVolatile(table);
        }

        /**
         * Does what {@link CancelNode#attach} does: puts a child, reads the word again, and ends the child if the
         * parent has ended.
         */
        static void fill(CancelNode parent, SlotTable table, List<CancelNode> children) {
            for (Stripe stripe : stripes(table)) {
                CancelNode child = new CancelNode(parent, null);
                children.add(child);
                while (stripe.put(child) != Stripe.Outcome.PUT) {
                    Thread.onSpinWait();
                }
                if (parent.stateVolatile() instanceof Verdict verdict) {
                    child.end(verdict.bare());
                }
            }
        }

        static int lost(List<CancelNode> children) {
            int lost = 0;
            for (CancelNode child : children) {
                if (child.cause() != Races.A) {
                    lost++;
                }
            }
            return lost;
        }
    }
}
