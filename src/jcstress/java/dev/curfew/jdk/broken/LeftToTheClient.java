package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** FailureVersusCut with {@link Flaw#LEFT_TO_THE_CLIENT}: the cut returns before the response is complete. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "complete")
@Outcome(expect = FORBIDDEN, desc = "X10: left to the client's thread")
@State
public class LeftToTheClient {

    private static final Exception BROKEN = new Exception("broken");

    private final ExchangeModel model = new ExchangeModel(Flaw.LEFT_TO_THE_CLIENT);

    public LeftToTheClient() {
        model.start();
    }

    @Actor
    public void fail() {
        model.sent.completeExceptionally(BROKEN);
    }

    @Actor
    public void cut(Z_Result r) {
        model.cut();
        r.r1 = model.response.isDone();
    }
}
