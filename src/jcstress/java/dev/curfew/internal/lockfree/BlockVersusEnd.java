package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: attaching and ending many children of one parent, so that slots are made, freed and found again, against ends.
 * Guards B1, B2, S1, S2: the parent's end finds a child in any slot, and a child that ended is out of its slot.
 *
 * <p>r1 = what the parent reaches, r2 = the number of children with another cause than the parent's after its end.
 *
 * <p>Broken: {@code broken.RemoveWithoutCas}, {@code broken.NoRereadAfterPut}.
 */
@Outcome(id = "none, 0", expect = ACCEPTABLE, desc = "all ended")
@Outcome(expect = FORBIDDEN, desc = "S2: a child is lost")
public final class BlockVersusEnd {

    /** Fills the slots of a stripe, the slots of two blocks, and some of a third block. */
    private static final int MANY = 96;

    private BlockVersusEnd() {}

    private static CancelNode[] children(CancelNode parent, int count) {
        CancelNode[] children = new CancelNode[count];
        for (int i = 0; i < count; i++) {
            children[i] = Races.childOf(parent);
        }
        return children;
    }

    private static int lost(CancelNode... children) {
        int lost = 0;
        for (CancelNode child : children) {
            if (child.cause() != Races.A) {
                lost++;
            }
        }
        return lost;
    }

    /** The slots grow while the parent ends. */
    @JCStressTest
    @JCStressMeta(BlockVersusEnd.class)
    @State
    public static class Growth {

        private final CancelNode parent = Races.withTable();
        private CancelNode[] children = new CancelNode[0];

        @Actor
        public void grow() {
            children = children(parent, MANY);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = children.length == MANY ? "none" : children.length;
            r.r2 = lost(children);
        }
    }

    /** Two threads make the slots grow. */
    @JCStressTest
    @Outcome(id = "192 live, 0", expect = ACCEPTABLE, desc = "all in slots, all ended")
    @Outcome(expect = FORBIDDEN, desc = "S1, B1: a child is lost")
    @State
    public static class GrowthVersusGrowth {

        private final CancelNode parent = Races.withTable();
        private CancelNode[] some = new CancelNode[0];
        private CancelNode[] others = new CancelNode[0];

        @Actor
        public void grow() {
            some = children(parent, MANY);
        }

        @Actor
        public void growToo() {
            others = children(parent, MANY);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = Reached.from(parent);
            parent.cancel(Races.A);
            r.r2 = lost(some) + lost(others);
        }
    }

    /** All slots are taken. One thread ends children while another attaches as many. */
    @JCStressTest
    @Outcome(id = "96 live gone, 0", expect = ACCEPTABLE, desc = "the new ones in slots, the old ones out")
    @Outcome(expect = FORBIDDEN, desc = "S1, B1, B2: a live child is lost, or a dead one kept")
    @State
    public static class RemovalVersusGrowth {

        private static final int ENDING = 24;

        private final CancelNode parent = Races.withTable();
        private final CancelNode[] ending = children(parent, ENDING);
        private final CancelNode[] old = children(parent, MANY - ENDING);
        private CancelNode[] attached = new CancelNode[0];

        @Actor
        public void remove() {
            for (CancelNode child : ending) {
                child.cancel();
            }
        }

        @Actor
        public void grow() {
            attached = children(parent, ENDING);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, ending);
            parent.cancel(Races.A);
            r.r2 = lost(old) + lost(attached);
        }
    }

    /** Two threads end children. Each ends every other child, from opposite sides. */
    @JCStressTest
    @Outcome(id = "0 live gone, 0", expect = ACCEPTABLE, desc = "all out")
    @Outcome(expect = FORBIDDEN, desc = "S1: a dead child is kept")
    @State
    public static class RemovalVersusRemoval {

        private final CancelNode parent = Races.withTable();
        private final CancelNode[] children = children(parent, MANY);

        @Actor
        public void removeSome() {
            for (int i = 0; i < MANY; i += 2) {
                children[i].cancel(Races.A);
            }
        }

        @Actor
        public void removeOthers() {
            for (int i = MANY - 1; i > 0; i -= 2) {
                children[i].cancel(Races.A);
            }
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, children);
            r.r2 = lost(children);
        }
    }
}
