package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * ArmVersusEnd with {@link Flaw#NO_REREAD_AFTER_ATTACH}: the wheel fires before the child is attached, and no thread
 * unlinks the child. r1 = the child's cause, r2 = what is linked to the parent.
 */
@JCStressTest
@Outcome(id = "B, alone", expect = ACCEPTABLE, desc = "expired, and gone")
@Outcome(id = "null, linked", expect = ACCEPTABLE, desc = "the wheel looked too early")
@Outcome(expect = FORBIDDEN, desc = "the parent keeps a dead child")
@State
public class NoRereadAfterAttach {

    private final Model parent = new Model(Flaw.NO_REREAD_AFTER_ATTACH);
    private final AtomicReference<Model> wheel = new AtomicReference<>();
    private Model child = parent;

    @Actor
    public void derive() {
        child = parent.deriveArmed(wheel::set);
    }

    @Actor
    public void fire() {
        Model due = wheel.get();
        if (due != null) {
            due.cancel("B");
        }
    }

    @Arbiter
    public void afterwards(LL_Result r) {
        r.r1 = child.cause();
        r.r2 = parent.state.get() == null ? "alone" : "linked";
    }
}
