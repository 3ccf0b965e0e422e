package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** BodyVersusResponse with {@link Flaw#COUNT_WITHOUT_CAS}: neither of the two is the later one. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "complete, and nothing is registered")
@Outcome(expect = FORBIDDEN, desc = "X4: still registered")
@State
public class CountWithoutCas {

    private final ExchangeModel model = new ExchangeModel(Flaw.COUNT_WITHOUT_CAS);

    public CountWithoutCas() {
        model.start();
        model.apply();
    }

    @Actor
    public void respond() {
        model.sent.complete("response");
    }

    @Actor
    public void complete() {
        model.leave();
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r1 = model.response.isDone();
        r.r2 = model.isRegistered;
    }
}
