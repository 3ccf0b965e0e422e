package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/** CompleteVersusFailure.Completes with {@link Flaw#OVER_WITHOUT_CAS}: the body completes and fails. */
@JCStressTest
@Outcome(id = "1, complete", expect = ACCEPTABLE, desc = "completed first")
@Outcome(id = "1, failed", expect = ACCEPTABLE, desc = "failed first")
@Outcome(expect = FORBIDDEN, desc = "X6 or X9: two last signals, or none")
@State
public class OverWithoutCas {

    private final BodyModel model = new BodyModel(Flaw.OVER_WITHOUT_CAS, true);

    @Actor
    public void complete() {
        model.complete();
    }

    @Actor
    public void fail() {
        model.fail();
    }

    @Arbiter
    public void afterwards(IL_Result r) {
        r.r1 = model.over.get();
        r.r2 = model.toString();
    }
}
