package dev.curfew.lockfree.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * StalledEndVersusAttach with {@link Flaw#NO_REREAD_AFTER_PUSH}: the child waits for an ender that has looked already. r1 =
 * the ender met the child, r2 = who pushed told it.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "left to the ender")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "told by who pushed")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "by both")
@Outcome(expect = FORBIDDEN, desc = "by nobody")
@State
public class NoRereadAfterPush {

    private final Model parent = new Model(Flaw.NO_REREAD_AFTER_PUSH);

    public NoRereadAfterPush() {
        parent.inflate();
    }

    @Actor
    public void end(ZZ_Result r) {
        Model.Stripe stripe = (Model.Stripe) Objects.requireNonNull(parent.state.get());
        parent.state.compareAndSet(stripe, new Model.Verdict("A"));
        r.r1 = stripe.head.get() != null;
    }

    @Actor
    public void attach(ZZ_Result r) {
        r.r2 = parent.derive().isDone();
    }
}
