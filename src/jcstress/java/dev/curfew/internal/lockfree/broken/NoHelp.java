package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link Flaw#NO_HELP}: a call returns while another one is marking. */
public final class NoHelp {

    private NoHelp() {}

    /**
     * SecondCancelVersusEnd; also for ExpireVersusFire and ExpireVersusCancel. r1 = the first call won, r2 = all read
     * done after the second call.
     */
    @JCStressTest
    @Outcome(
            id = {"true, true", "false, true"},
            expect = ACCEPTABLE,
            desc = "all below is done")
    @Outcome(expect = FORBIDDEN, desc = "live below a context whose cancel() has returned")
    @State
    public static class SecondCancelVersusEnd {

        private final Model top = new Model(Flaw.NO_HELP);
        private final Model child = top.derive();
        private final Model leaf = child.derive();

        @Actor
        public void end(ZZ_Result r) {
            r.r1 = top.cancel("A");
        }

        @Actor
        public void endToo(ZZ_Result r) {
            top.cancel("B");
            r.r2 = child.isDone() && leaf.isDone();
        }
    }

    /** HelpVersusEnd. r1 = the child's cause, r2 = its leaf reads done after the parent's end has returned. */
    @JCStressTest
    @Outcome(
            id = {"A, true", "B, true"},
            expect = ACCEPTABLE,
            desc = "all below is done")
    @Outcome(expect = FORBIDDEN, desc = "live below a context whose cancel() has returned")
    @State
    public static class HelpVersusEnd {

        private final Model parent = new Model(Flaw.NO_HELP);
        private final Model child = parent.derive();
        private final Model leaf = child.derive();

        @Actor
        public void endChild() {
            child.cancel("B");
        }

        @Actor
        public void endParent(LZ_Result r) {
            parent.cancel("A");
            r.r2 = leaf.isDone();
        }

        @Arbiter
        public void afterwards(LZ_Result r) {
            r.r1 = child.cause();
        }
    }
}
