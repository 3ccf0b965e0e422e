package dev.curfew.lockfree.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** {@link Flaw#UNLINKED_LOSES_NEXT}: who stands on the unlinked link does not find the older ones. */
public final class UnlinkedLosesNext {

    private UnlinkedLosesNext() {}

    /** UnlinkVersusEnd. r1, r2 = causes of the live ones. */
    @JCStressTest
    @Outcome(id = "A, A", expect = ACCEPTABLE, desc = "both told")
    @Outcome(expect = FORBIDDEN, desc = "a live link is lost")
    @State
    public static class UnlinkVersusEnd {

        private final Model parent = new Model(Flaw.UNLINKED_LOSES_NEXT);
        private final Model oldest = parent.derive();
        private final Model ending = parent.derive();
        private final Model newest;

        public UnlinkVersusEnd() {
            for (int i = 0; i < 6; i++) {
                parent.derive().cancel("B");
            }
            newest = parent.derive();
        }

        @Actor
        public void unlink() {
            ending.cancel("B");
            parent.unlink(ending);
        }

        @Actor
        public void end() {
            parent.cancel("A");
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = oldest.cause();
            r.r2 = newest.cause();
        }
    }

    /** UnlinkVersusUnlink. r1, r2 = causes of the live ones after the parent's end. */
    @JCStressTest
    @Outcome(id = "A, A", expect = ACCEPTABLE, desc = "the live ones are still linked")
    @Outcome(expect = FORBIDDEN, desc = "a live link is lost")
    @State
    public static class UnlinkVersusUnlink {

        private final Model parent = new Model(Flaw.UNLINKED_LOSES_NEXT);
        private final Model oldest = parent.derive();
        private final Model one = parent.derive();
        private final Model other = parent.derive();
        private final Model newest = parent.derive();

        @Actor
        public void unlinkOne() {
            one.cancel("B");
            parent.unlink(one);
        }

        @Actor
        public void unlinkOther() {
            other.cancel("B");
            parent.unlink(other);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            parent.cancel("A");
            r.r1 = oldest.cause();
            r.r2 = newest.cause();
        }
    }
}
