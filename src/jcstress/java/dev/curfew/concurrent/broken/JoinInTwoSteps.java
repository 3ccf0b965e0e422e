package dev.curfew.concurrent.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** ForkVersusJoin with {@link Flaw#JOIN_IN_TWO_STEPS}: the fork comes between the two. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "joined")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "forked after the join")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "forked after the join, which returned late")
@Outcome(expect = FORBIDDEN, desc = "J4: a task that nobody waits for")
@State
public class JoinInTwoSteps {

    private final TallyModel model = new TallyModel(Flaw.JOIN_IN_TWO_STEPS);
    private volatile boolean isOver;

    @Actor
    public void fork() {
        model.fork(() -> {
            for (int i = 0; i < 50; i++) {
                Thread.onSpinWait();
            }
            isOver = true;
        });
    }

    @Actor
    public void join(ZZ_Result r) {
        model.join();
        r.r1 = isOver;
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = model.isUnjoined();
    }
}
