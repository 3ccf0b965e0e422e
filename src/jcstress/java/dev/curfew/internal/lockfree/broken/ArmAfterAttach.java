package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * ArmVersusEnd with {@link Flaw#ARM_AFTER_ATTACH}: the ancestor ends between the two, and finds no timeout. r1 = the
 * child's cause, r2 = how often the child was disarmed.
 */
@JCStressTest
@Outcome(id = "A, 1", expect = ACCEPTABLE, desc = "ended with the parent, and disarmed")
@Outcome(expect = FORBIDDEN, desc = "the timeout outlives its context")
@State
public class ArmAfterAttach {

    private final Model parent = new Model(Flaw.ARM_AFTER_ATTACH);
    private final AtomicInteger disarms = new AtomicInteger();
    private Model child = parent;

    @Actor
    public void derive() {
        child = parent.deriveArmed(node -> node.timer.set(disarms));
    }

    @Actor
    public void end() {
        parent.cancel("A");
    }

    @Arbiter
    public void afterwards(LI_Result r) {
        r.r1 = child.cause();
        r.r2 = disarms.get();
    }
}
