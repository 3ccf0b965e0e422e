package dev.curfew.concurrent.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** ForkVersusClose with {@link Flaw#CLOSE_IN_TWO_STEPS}: the fork comes between the two. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "forked first")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "closed first")
@Outcome(expect = FORBIDDEN, desc = "J4: a task outlives its group")
@State
public class CloseInTwoSteps {

    private final TallyModel model = new TallyModel(Flaw.CLOSE_IN_TWO_STEPS);
    private volatile boolean isClosed;
    private volatile boolean isLate;

    @Actor
    public void fork(ZZ_Result r) {
        r.r1 = model.fork(() -> isLate = isClosed);
    }

    @Actor
    public void close() {
        model.close();
        isClosed = true;
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = isLate;
    }
}
