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
 * ScopeTimerVersusReuse.Renewed with {@link Flaw#ARM_WITHOUT_CAS}: the owner arms a timer that the task files
 * again. r1 = what the renewal returned, r2 = how often the timer is pending, and for when.
 */
@JCStressTest
@Outcome(id = "true, 1 at (1|1000)", expect = ACCEPTABLE, desc = "pending once")
@Outcome(expect = FORBIDDEN, desc = "the timer is in the inbox and in a slot of the wheel")
@State
public class ArmOverWithoutCas {

    private final ScopeModel slot = new ScopeModel(Flaw.ARM_WITHOUT_CAS);
    private final long scope;

    public ArmOverWithoutCas() {
        slot.release(slot.open(1));
        scope = slot.open();
    }

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
        r.r2 = slot.pending();
    }
}
