package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LII_Result;

/**
 * Race: storing the registration with a foreign parent against the end of the child. Guards F1: no registration
 * outlives its child.
 *
 * <p>r1 = the child's cause, r2 = registrations made, r3 = registrations stopped.
 *
 * <p>Broken: {@code broken.NoRereadAfterRegister}.
 */
public final class ForeignVersusEnd {

    private ForeignVersusEnd() {}

    /** The foreign parent ends, and runs its action once or twice. */
    @JCStressTest
    @Outcome(id = "A, 0, 0", expect = ACCEPTABLE, desc = "ended first: born ended")
    @Outcome(id = "A, 1, 1", expect = ACCEPTABLE, desc = "registered, and stopped")
    @Outcome(id = "A, 1, 0", expect = FORBIDDEN, desc = "the registration stays")
    @Outcome(expect = FORBIDDEN, desc = "lost, or stopped twice")
    @State
    public static class ParentEnds {

        private final FakeForeign parent = new FakeForeign();
        private @Nullable CancelNode child;

        @Actor
        public void register() {
            child = (CancelNode) Races.CORE.withCancel(parent);
        }

        @Actor
        public void end() {
            parent.fire();
        }

        @Arbiter
        public void afterwards(LII_Result r) {
            r.r1 = Races.causeOf(child);
            r.r2 = parent.registered.get();
            r.r3 = parent.stopped.get();
        }
    }

    /** The child ends by itself. */
    @JCStressTest
    @Outcome(id = "B, 1, 1", expect = ACCEPTABLE, desc = "registered, and stopped")
    @Outcome(id = "B, 1, 0", expect = FORBIDDEN, desc = "the registration stays")
    @Outcome(expect = FORBIDDEN, desc = "lost, or stopped twice")
    @State
    public static class ChildEnds {

        private final FakeForeign foreign = new FakeForeign();
        private final ForeignParent parent = new ForeignParent(Races.CORE, foreign);
        private final CancelNode child = new CancelNode(parent, foreign);

        @Actor
        public void register() {
            parent.attach(child);
        }

        @Actor
        public void end() {
            child.cancel(Races.B);
        }

        @Arbiter
        public void afterwards(LII_Result r) {
            r.r1 = Races.causeOf(child);
            r.r2 = foreign.registered.get();
            r.r3 = foreign.stopped.get();
        }
    }
}
