package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * ScopeRenewVersusExpire with {@link Flaw#RENEW_SCOPE_WITHOUT_CLAIM}: the task reads the moment, and then ends a scope
 * that was renewed. r1 = what the renewal returned, r2 = the scope.
 */
@JCStressTest
@Outcome(id = "true, live", expect = ACCEPTABLE, desc = "renewed in time")
@Outcome(id = "false, exceeded", expect = ACCEPTABLE, desc = "the moment came first")
@Outcome(expect = FORBIDDEN, desc = "a renewed scope ends early")
@State
public class RenewScopeWithoutClaim {

    private final ScopeModel slot = new ScopeModel(Flaw.RENEW_SCOPE_WITHOUT_CLAIM);
    private final long scope = slot.open(1);

    @Actor
    public void wheel() {
        slot.fire(1);
    }

    @Actor
    public void renew(ZL_Result r) {
        r.r1 = slot.renew(scope, 1_000, 0);
    }

    @Arbiter
    public void afterwards(ZL_Result r) {
        slot.fire(1);
        r.r2 = slot.cause(scope);
    }
}
