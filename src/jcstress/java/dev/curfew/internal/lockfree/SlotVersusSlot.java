package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: putting a link into a slot against taking another one out, or putting another one in. Guards S1, B1, B2: each
 * live link sits in a slot of its own, each dead one is out and gone, and the parent's end finds all live ones.
 *
 * <p>r1 = what the parent reaches, r2 = the causes of the children after the parent's end.
 *
 * <p>Broken: {@code broken.RemoveWithoutCas}, {@code broken.PutWithoutCas}.
 */
@Outcome(id = "1 live, A", expect = ACCEPTABLE, desc = "the new one is in a slot, the old one out of its own")
@Outcome(expect = FORBIDDEN, desc = "S1, B1: a live child is lost, or a dead one kept")
public final class SlotVersusSlot {

    private SlotVersusSlot() {}

    /** A child ends while another is attached. */
    @JCStressTest
    @Outcome(id = "1 live gone, A", expect = ACCEPTABLE, desc = "the new one is in a slot, the old one out of its own")
    @Outcome(expect = FORBIDDEN, desc = "S1, B1: a live child is lost, or a dead one kept")
    @State
    public static class PutVersusRemove {

        private final CancelNode parent = Races.withTable();
        private final CancelNode ending = Races.childOf(parent);
        private @Nullable CancelNode attached;

        @Actor
        public void remove() {
            ending.cancel();
        }

        @Actor
        public void put() {
            attached = Races.childOf(parent);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = Reached.from(parent) + " " + Reached.gone(parent, ending);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(attached);
        }
    }

    /** Two children are attached at once. r1 = what the parent reaches, r2, r3 = their causes. */
    @JCStressTest
    @Outcome(id = "2 live, A, A", expect = ACCEPTABLE, desc = "each in a slot of its own")
    @Outcome(expect = FORBIDDEN, desc = "S1: a child is lost")
    @State
    public static class PutVersusPut {

        private final CancelNode parent = Races.withTable();
        private @Nullable CancelNode one;
        private @Nullable CancelNode other;

        @Actor
        public void put() {
            one = Races.childOf(parent);
        }

        @Actor
        public void putToo() {
            other = Races.childOf(parent);
        }

        @Arbiter
        public void afterwards(LLL_Result r) {
            r.r1 = Reached.from(parent);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(one);
            r.r3 = Races.causeOf(other);
        }
    }

    /**
     * The wheel and the thread that attaches both take out a child that has expired. Another child may be put into the
     * same slot between the two.
     */
    @JCStressTest
    @JCStressMeta(SlotVersusSlot.class)
    @State
    public static class RemovedTwice {

        private final Driven driven = new Driven();
        private final CancelNode parent = driven.withTable();
        private @Nullable CancelNode attached;

        @Actor
        public void put() {
            driven.derive(parent, Driven.NEAR);
            attached = Races.childOf(parent);
        }

        @Actor
        public void fire() {
            driven.passNear();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            driven.wheel();
            r.r1 = Reached.from(parent);
            parent.cancel(Races.A);
            r.r2 = Races.causeOf(attached);
        }
    }
}
