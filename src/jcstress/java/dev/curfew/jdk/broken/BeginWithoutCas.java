package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/** CancelVersusCancel with {@link Flaw#BEGIN_WITHOUT_CAS}: both begin. */
@JCStressTest
@Outcome(id = "1, in time", expect = ACCEPTABLE, desc = "one has found the other")
@Outcome(id = "2, in time", expect = ACCEPTABLE, desc = "one after the other")
@Outcome(expect = FORBIDDEN, desc = "X1: two at a time")
@State
public class BeginWithoutCas {

    private final StatementModel model = new StatementModel(Flaw.BEGIN_WITHOUT_CAS, 50);

    @Actor
    public void cancel() {
        model.cancel();
    }

    @Actor
    public void cancelToo() {
        model.cancel();
    }

    @Arbiter
    public void afterwards(IL_Result r) {
        r.r1 = model.cancels.get();
        r.r2 = model.fault;
    }
}
