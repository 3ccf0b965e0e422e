package dev.curfew.wheel.internal.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * StartVersusClose with {@link Flaw#OWN_WITHOUT_CAS}: the thread and who closes both own the wheel. r1, r2 = whether they do.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the thread")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "who closes")
@Outcome(expect = FORBIDDEN, desc = "two owners")
@State
public class OwnWithoutCas {

    private final Model wheel = new Model(Flaw.OWN_WITHOUT_CAS);

    @Actor
    public void start(ZZ_Result r) {
        r.r1 = wheel.own();
    }

    @Actor
    public void close(ZZ_Result r) {
        r.r2 = wheel.own();
    }
}
