package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** StartVersusResponse with {@link Flaw#LISTEN_BEFORE_REGISTERED}: the stop finds no registration. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "complete, and nothing is registered")
@Outcome(expect = FORBIDDEN, desc = "X4: the registration is lost")
@State
public class ListenBeforeRegistered {

    private static final Exception BROKEN = new Exception("broken");

    private final ExchangeModel model = new ExchangeModel(Flaw.LISTEN_BEFORE_REGISTERED);

    @Actor
    public void start() {
        model.start();
    }

    @Actor
    public void respond() {
        model.sent.completeExceptionally(BROKEN);
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r1 = model.response.isDone();
        r.r2 = model.isRegistered;
    }
}
