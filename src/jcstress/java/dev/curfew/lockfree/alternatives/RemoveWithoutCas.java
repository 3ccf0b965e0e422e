package dev.curfew.lockfree.alternatives;

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
 * SlotVersusSlot with {@link Flaw#REMOVE_WITHOUT_CAS}: of the two that take a dead child out, the second empties the slot of
 * another. r1 = cause of that one after the parent's end.
 */
@JCStressTest
@Outcome(id = "A", expect = ACCEPTABLE, desc = "told")
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
