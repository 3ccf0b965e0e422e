package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * CauseVersusEnd with {@link Flaw#CAUSE_IN_ANOTHER_WORD}: done without a cause. r1 = done, r2 = the cause, asked for
 * afterwards.
 */
@JCStressTest
@Outcome(id = "false, null", expect = ACCEPTABLE, desc = "read before the end")
@Outcome(id = "true, A", expect = ACCEPTABLE, desc = "read after the end")
@Outcome(id = "false, A", expect = ACCEPTABLE, desc = "ended meanwhile")
@Outcome(expect = FORBIDDEN, desc = "done without cause")
@State
public class CauseInAnotherWord {

    private final Model node = new Model(Flaw.CAUSE_IN_ANOTHER_WORD);

    @Actor
    public void end() {
        node.cancel("A");
    }

    @Actor
    public void ask(ZL_Result r) {
        r.r1 = node.isDone();
        r.r2 = node.cause();
    }
}
