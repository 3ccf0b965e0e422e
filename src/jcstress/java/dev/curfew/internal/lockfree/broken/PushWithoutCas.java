package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** AttachVersusEnd with {@link Flaw#PUSH_WITHOUT_CAS}: the child replaces the verdict. r1 = the child's cause. */
@JCStressTest
@Outcome(id = "A", expect = ACCEPTABLE, desc = "ended")
@Outcome(expect = FORBIDDEN, desc = "the child is lost, and the parent revived")
@State
public class PushWithoutCas {

    private final Model parent = new Model(Flaw.PUSH_WITHOUT_CAS);
    private Model child = parent;

    @Actor
    public void end() {
        parent.cancel("A");
    }

    @Actor
    public void attach() {
        child = parent.derive();
    }

    @Arbiter
    public void afterwards(L_Result r) {
        r.r1 = child.cause();
    }
}
