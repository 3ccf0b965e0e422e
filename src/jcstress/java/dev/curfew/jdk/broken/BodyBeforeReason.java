package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** ApplyVersusCut with {@link Flaw#BODY_BEFORE_REASON}: neither side sees the other. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "cut")
@Outcome(expect = FORBIDDEN, desc = "X5: the body goes on")
@State
public class BodyBeforeReason {

    private final ExchangeModel model = new ExchangeModel(Flaw.BODY_BEFORE_REASON);

    public BodyBeforeReason() {
        model.start();
    }

    @Actor
    public void apply() {
        model.apply();
    }

    @Actor
    public void cut() {
        model.cut();
    }

    @Arbiter
    public void afterwards(Z_Result r) {
        r.r1 = model.isBodyCut;
    }
}
