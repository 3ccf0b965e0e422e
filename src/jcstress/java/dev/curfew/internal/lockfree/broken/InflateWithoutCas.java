package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZLL_Result;

/** {@link Flaw#INFLATE_WITHOUT_CAS}: the table replaces what was pushed meanwhile, or the verdict. */
public final class InflateWithoutCas {

    private InflateWithoutCas() {}

    /** InflateVersusAttach. r1, r2 = the causes of an older and of a younger child after the parent's end. */
    @JCStressTest
    @Outcome(id = "A, A", expect = ACCEPTABLE, desc = "both ended")
    @Outcome(expect = FORBIDDEN, desc = "the younger is lost")
    @State
    public static class InflateVersusAttach {

        private final Model parent = new Model(Flaw.INFLATE_WITHOUT_CAS);
        private final Model older = parent.derive();
        private Model younger = parent;

        @Actor
        public void inflate() {
            parent.inflate();
        }

        @Actor
        public void attach() {
            younger = parent.derive();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            parent.cancel("A");
            r.r1 = older.cause();
            r.r2 = younger.cause();
        }
    }

    /** InflateVersusEnd. r1 = what {@code cancel()} returned, r2 = the parent's cause, r3 = its child's. */
    @JCStressTest
    @Outcome(id = "true, A, A", expect = ACCEPTABLE, desc = "ended, with the child")
    @Outcome(expect = FORBIDDEN, desc = "revived")
    @State
    public static class InflateVersusEnd {

        private final Model parent = new Model(Flaw.INFLATE_WITHOUT_CAS);
        private final Model child = parent.derive();

        @Actor
        public void inflate() {
            parent.inflate();
        }

        @Actor
        public void end(ZLL_Result r) {
            r.r1 = parent.cancel("A");
        }

        @Arbiter
        public void afterwards(ZLL_Result r) {
            r.r2 = parent.cause();
            r.r3 = child.cause();
        }
    }
}
