package dev.curfew.concurrent.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * InnerCloseVersusOuterEnd with a close of the inner that looks at the outer before it clears the flag, in the lines
 * that are marked: the outer finds the flag set, and sends nothing. r1 = the flag afterwards.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "the outer has interrupted")
@Outcome(id = "false", expect = FORBIDDEN, desc = "the interrupt of the outer is lost")
@State
public class LookBeforeClear {

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    /** The inner one has set it. */
    private volatile boolean flag = true;

    private volatile boolean outerHappened;

    @Actor
    public void closeInner() {
        boolean before = outerHappened;
        flag = false;
        boolean happened = REPAIRED ? outerHappened : before; // the line
        if (happened) {
            flag = true;
        }
    }

    @Actor
    public void endOuter() {
        outerHappened = true;
        if (!flag) {
            flag = true;
        }
    }

    @Arbiter
    public void afterwards(Z_Result r) {
        r.r1 = flag;
    }
}
