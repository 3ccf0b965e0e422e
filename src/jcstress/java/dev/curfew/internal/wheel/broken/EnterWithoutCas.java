package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * TidyVersusDrive with a driver that is read and then stored: two threads are inside. r1, r2 = whether each is inside.
 */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE,
        desc = "one was inside while the other came")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "both are inside")
@State
public class EnterWithoutCas {

    private volatile Object driver;

    private boolean enter(Object who) {
        if (driver != null) {
            return false;
        }
        driver = who; // not by a CAS
        return true;
    }

    @Actor
    public void tidy(ZZ_Result r) {
        r.r1 = enter("canceller");
    }

    @Actor
    public void drive(ZZ_Result r) {
        r.r2 = enter("wheel thread");
    }
}
