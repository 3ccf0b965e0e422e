package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * SlotVersusSlot with {@link Flaw#PUT_WITHOUT_CAS}: two threads take one slot. r1 = what the parent reaches, r2, r3 =
 * causes of the children after its end.
 */
@JCStressTest
@Outcome(id = "2 live, A, A", expect = ACCEPTABLE, desc = "each in a slot of its own")
@Outcome(expect = FORBIDDEN, desc = "a child is lost")
@State
public class PutWithoutCas {

    private final Model parent = new Model(Flaw.PUT_WITHOUT_CAS);
    private Model one = parent;
    private Model other = parent;

    public PutWithoutCas() {
        parent.inflate();
    }

    @Actor
    public void put() {
        one = parent.derive();
    }

    @Actor
    public void putToo() {
        other = parent.derive();
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
        r.r1 = parent.reached();
        parent.cancel("A");
        r.r2 = one.cause();
        r.r3 = other.cause();
    }
}
