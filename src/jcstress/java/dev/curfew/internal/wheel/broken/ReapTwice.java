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
 * CancelVersusCascade with {@link Flaw#REAP_TWICE}: it unlinks a node that the cascade has unlinked. r1 = nodes
 * unlinked that were in no slot.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "reaped once")
@Outcome(expect = FORBIDDEN, desc = "reaped twice")
@State
public class ReapTwice {

    private final Model wheel = new Model(Flaw.REAP_TWICE);
    private final Node node = wheel.adopted(1);

    @Actor
    public void cancel() {
        node.cancel();
    }

    @Actor
    public void cascade() {
        wheel.cascade();
    }

    @Arbiter
    public void afterwards(I_Result r) {
        wheel.reap();
        r.r1 = wheel.missing;
    }
}
