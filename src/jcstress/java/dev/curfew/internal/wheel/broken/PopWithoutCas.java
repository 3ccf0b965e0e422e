package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.broken.Model.Node;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * CancelVersusAdopt with {@link Flaw#POP_WITHOUT_CAS}: a node that was pushed after it is lost, or the wheel thread has
 * taken the cancelled node and puts it in a slot. r1 = nodes in slots.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "the other")
@Outcome(expect = FORBIDDEN, desc = "the other is lost, or the cancelled one is kept")
@State
public class PopWithoutCas {

    private final Model wheel = new Model(Flaw.POP_WITHOUT_CAS);
    private final Node node = wheel.schedule(1);

    @Actor
    public void cancel() {
        node.cancelExclusive();
    }

    @Actor
    public void scheduleAnother() {
        wheel.schedule(2);
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = wheel.pending();
    }
}
