package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * StripesVersusEnd with {@link Flaw#LAST_STRIPE_LEFT_OUT}. r1, r2 = causes of the children in the last stripe; one of
 * them is attached while the parent ends.
 */
@JCStressTest
@Outcome(id = "A, A", expect = ACCEPTABLE, desc = "both ended")
@Outcome(expect = FORBIDDEN, desc = "a child is lost")
@State
public class LastStripeLeftOut {

    private static final int LAST = Model.Table.STRIPES - 1;

    private final Model parent = new Model(Flaw.LAST_STRIPE_LEFT_OUT);
    private final Model older;
    private Model younger = parent;

    public LastStripeLeftOut() {
        parent.inflate();
        older = parent.derive(LAST);
    }

    @Actor
    public void attach() {
        younger = parent.derive(LAST);
    }

    @Actor
    public void end() {
        parent.cancel("A");
    }

    @Arbiter
    public void afterwards(LL_Result r) {
        r.r1 = older.cause();
        r.r2 = younger.cause();
    }
}
