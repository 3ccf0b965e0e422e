package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * StartVersusClose with {@link Flaw#CLAIM_WITHOUT_CAS}: the started thread and the closing thread both drive the wheel.
 * r1, r2 = whether each does.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the started thread")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the closing thread")
@Outcome(expect = FORBIDDEN, desc = "two wheel threads")
@State
public class ClaimWithoutCas {

    private final Model wheel = new Model(Flaw.CLAIM_WITHOUT_CAS);

    @Actor
    public void start(ZZ_Result r) {
        r.r1 = wheel.claim();
    }

    @Actor
    public void close(ZZ_Result r) {
        r.r2 = wheel.claim();
    }
}
