package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: deriving a child with a deadline against an end. Guards D1: a thread that ends the child from above finds the
 * timeout and cancels it. Guards D2, K3, S1: a child that the wheel has ended before it was attached does not stay
 * linked.
 */
public final class ArmVersusEnd {

    private ArmVersusEnd() {}

    /**
     * An ancestor ends. r1 = the child's cause, r2 = what the wheel has left.
     *
     * <p>Broken: {@code broken.ArmAfterAttach}.
     */
    @JCStressTest
    @Outcome(id = "A, idle", expect = ACCEPTABLE, desc = "ended with the ancestor, and disarmed")
    @Outcome(id = "A, armed", expect = FORBIDDEN, desc = "the timeout outlives its context")
    @Outcome(expect = FORBIDDEN, desc = "the child is lost")
    @State
    public static class AncestorEnds {

        private final Driven driven = new Driven();
        private final CancelNode ancestor = driven.live();
        private final CancelNode parent = Races.childOf(ancestor);
        private @Nullable CancelNode child;

        @Actor
        public void derive() {
            child = driven.derive(parent, Driven.FAR);
        }

        @Actor
        public void end() {
            ancestor.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = Races.causeOf(child);
            r.r2 = driven.wheel();
        }
    }

    /** The parent ends, and has a table. */
    @JCStressTest
    @JCStressMeta(AncestorEnds.class)
    @State
    public static class ParentWithTableEnds {

        private final Driven driven = new Driven();
        private final CancelNode parent = driven.withTable();
        private @Nullable CancelNode child;

        @Actor
        public void derive() {
            child = driven.derive(parent, Driven.FAR);
        }

        @Actor
        public void end() {
            parent.cancel(Races.A);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = Races.causeOf(child);
            r.r2 = driven.wheel();
        }
    }

    /**
     * The wheel fires, perhaps before the child is attached. r1 = the child's cause, r2 = what is linked to the parent.
     *
     * <p>Broken: {@code broken.NoRereadAfterAttach}.
     */
    @JCStressTest
    @Outcome(id = "B, alone gone", expect = ACCEPTABLE, desc = "expired, and gone")
    @Outcome(id = "B, linked is reached", expect = FORBIDDEN, desc = "the parent keeps a dead child")
    @Outcome(expect = FORBIDDEN, desc = "the timeout is lost")
    @State
    public static class Fires {

        private final Driven driven = new Driven();
        private final CancelNode parent = driven.live();
        private @Nullable CancelNode child;

        @Actor
        public void derive() {
            child = driven.derive(parent, Driven.NEAR);
        }

        @Actor
        public void fire() {
            driven.passNear();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            driven.wheel();
            r.r1 = Races.causeOf(child);
            r.r2 = Reached.links(parent) + " " + Reached.gone(parent, Objects.requireNonNull(child));
        }
    }

    /** The wheel fires, and the parent has a table: the wheel may look for the slot before the child is in it. */
    @JCStressTest
    @JCStressMeta(Fires.class)
    @State
    public static class FiresWithTable {

        private final Driven driven = new Driven();
        private final CancelNode parent = driven.withTable();
        private @Nullable CancelNode child;

        @Actor
        public void derive() {
            child = driven.derive(parent, Driven.NEAR);
        }

        @Actor
        public void fire() {
            driven.passNear();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            driven.wheel();
            r.r1 = Races.causeOf(child);
            r.r2 = Reached.links(parent) + " " + Reached.gone(parent, Objects.requireNonNull(child));
        }
    }
}
