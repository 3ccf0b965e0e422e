package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** {@link Flaw#POP_WITHOUT_CAS}: a link that was pushed on the dead newest link is lost with it. */
public final class PopWithoutCas {

    private PopWithoutCas() {}

    /**
     * PopVersusPush. r1 = cause of the child below the newest, r2 = cause of the pushed child, after the parent's end.
     */
    @JCStressTest
    @Outcome(id = "A, A", expect = ACCEPTABLE, desc = "both on the stack")
    @Outcome(expect = FORBIDDEN, desc = "a live link is lost")
    @State
    public static class PopVersusPush {

        private final Model parent = new Model(Flaw.POP_WITHOUT_CAS);
        private final Model below = parent.derive();
        private final Model newest = parent.derive();
        private Model pushed = parent;

        @Actor
        public void pop() {
            newest.cancel("B");
        }

        @Actor
        public void push() {
            pushed = parent.derive();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            parent.cancel("A");
            r.r1 = below.cause();
            r.r2 = pushed.cause();
        }
    }

    /** UnlinkVersusAttach: a child ends in the interior, and pops a dead newest link first. */
    @JCStressTest
    @Outcome(id = "A, A", expect = ACCEPTABLE, desc = "both on the stack")
    @Outcome(expect = FORBIDDEN, desc = "a live link is lost")
    @State
    public static class UnlinkVersusAttach {

        private final Model parent = new Model(Flaw.POP_WITHOUT_CAS);
        private final Model ending = parent.derive();
        private final Model below = parent.derive();
        private final Model newest = parent.derive();
        private Model pushed = parent;

        public UnlinkVersusAttach() {
            newest.endAndStall("B");
        }

        @Actor
        public void unlink() {
            ending.cancel("B");
        }

        @Actor
        public void attach() {
            pushed = parent.derive();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            parent.cancel("A");
            r.r1 = below.cause();
            r.r2 = pushed.cause();
        }
    }
}
