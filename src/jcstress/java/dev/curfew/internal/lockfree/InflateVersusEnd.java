package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLL_Result;

/**
 * Race: making a table against the end. Guards L1: a table never takes the place of a verdict. Guards K1: the ending
 * thread finds the child in either shape.
 *
 * <p>r1 = what {@code cancel()} returned, r2 = the parent's cause, r3 = its child's.
 *
 * <p>Broken: {@code broken.InflateWithoutCas}.
 */
@JCStressTest
@Outcome(id = "true, A, A", expect = ACCEPTABLE, desc = "ended, with the child")
@Outcome(expect = FORBIDDEN, desc = "L1, K1: revived, or the child is lost")
@State
public class InflateVersusEnd {

    private final CancelNode parent = Races.live();
    private final CancelNode child = Races.childOf(parent);

    @Actor
    public void inflate() {
        parent.inflate();
    }

    @Actor
    public void end(ZLL_Result r) {
        r.r1 = parent.cancel(Races.A);
    }

    @Arbiter
    public void afterwards(ZLL_Result r) {
        r.r2 = Races.causeOf(parent);
        r.r3 = Races.causeOf(child);
    }
}
