package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * SlotVersusSlot with {@link Flaw#REMOVE_WITHOUT_CAS}: two threads take out a dead child, and the second one empties
 * the slot of another child. r1 = the cause of that other child after the parent's end.
 */
@JCStressTest
@Outcome(id = "A", expect = ACCEPTABLE, desc = "ended")
@Outcome(expect = FORBIDDEN, desc = "a live child is lost")
@State
public class RemoveWithoutCas {

    private final Model parent = new Model(Flaw.REMOVE_WITHOUT_CAS);
    private final AtomicReference<Model> wheel = new AtomicReference<>();
    private Model attached = parent;

    public RemoveWithoutCas() {
        parent.inflate();
    }

    @Actor
    public void put() {
        parent.deriveArmed(wheel::set);
        attached = parent.derive();
    }

    @Actor
    public void fire() {
        Model due = wheel.get();
        if (due != null) {
            due.cancel("B");
        }
    }

    @Arbiter
    public void afterwards(L_Result r) {
        parent.cancel("A");
        r.r1 = attached.cause();
    }
}
