package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * ScopeEndVersusEnd.CauseVersusCause with {@link Flaw#END_SCOPE_WITHOUT_CAS}: the later cause replaces the earlier one.
 * r1, r2 = what cancelling for A and B returned, r3 = the cause.
 */
@JCStressTest
@Outcome(id = "true, false, A", expect = ACCEPTABLE, desc = "A won")
@Outcome(id = "false, true, B", expect = ACCEPTABLE, desc = "B won")
@Outcome(expect = FORBIDDEN, desc = "two winners")
@State
public class EndScopeWithoutCas {

    private final ScopeModel slot = new ScopeModel(Flaw.END_SCOPE_WITHOUT_CAS);
    private final long scope = slot.open();

    @Actor
    public void endForA(ZZL_Result r) {
        r.r1 = slot.cancel(scope, "A");
    }

    @Actor
    public void endForB(ZZL_Result r) {
        r.r2 = slot.cancel(scope, "B");
    }

    @Arbiter
    public void afterwards(ZZL_Result r) {
        r.r3 = slot.cause(scope);
    }
}
